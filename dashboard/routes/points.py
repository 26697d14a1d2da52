"""/points: every point of a chart as a table of links, for keyboards, screen readers, print and text browsers."""

from starlette.requests import Request
from starlette.routing import Route

from dashboard import charts, pieces, selection, store
from dashboard.routes import answers
from dashboard.routes.answers import Body
from data import queries
from data.errors import BadSelection


def page(request: Request) -> Body:
    """The points of an indicator's series, as /api/v1/series gives them, each with its evidence and its source."""
    asked = selection.from_query(request.query_params, store.catalogue())
    if asked.indicator is None:
        raise BadSelection(["indicator: is missing; the page Explore offers them."])
    of = store.release()

    def make() -> Body:
        words = store.words(asked.lang)
        frame = store.ask(
            of,
            queries.series,
            asked.indicator,
            asked.places,
            org_ids=asked.orgs,
            start=asked.start,
            end=asked.end,
            known_at=asked.known_at,
            recorded_at=asked.recorded_at,
            public=True,
        )
        rows = charts.rows(frame)
        names = words.listed(list(dict.fromkeys(words.place(p["place_id"]) for p in rows)))
        title = words.say("explore.title", indicator=words.indicator(asked.indicator or ""), places=names)
        return answers.page(
            "points.html",
            words=words,
            title=title,
            rows=pieces.table(rows, words),
            sources=pieces.sources(rows, words),
            speakers=pieces.speakers(rows, words),
            actions=pieces.actions(asked, words.catalogue, "/explore", None),
        )

    return store.kept((of.number, "points", asked), make)


ROUTES = [Route("/points", answers.handler(page))]
