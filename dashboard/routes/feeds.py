"""/changes.atom: new figures and changed statuses, each with its sentence."""

from starlette.requests import Request
from starlette.routing import Route

from dashboard import pieces, selection, situation, store, templating
from dashboard.routes import answers, leaves
from dashboard.routes.answers import Body
from data import queries

MOST = 60


def changes(request: Request) -> Body:
    """The newest figures as an Atom feed (RFC 4287), of one crisis or indicator where the address names one."""
    catalogue = store.catalogue()
    asked = selection.from_query(request.query_params, catalogue)
    words = store.words(asked.lang)
    of = store.release()
    places = asked.places or (situation.within(asked.crisis, words) if asked.crisis else ())
    base, comma = leaves.origin(request), words.say("list.comma")

    def make() -> Body:
        points = store.ask(
            of,
            queries.recent.rows,
            tuple(places),
            indicator_ids=(asked.indicator,) if asked.indicator else (),
            limit=MOST,
            public=True,
        )
        entries = [
            {
                **told,
                "id": f"urn:hakika:observation:{point['observation_id']}",
                "address": f"{base}{told['href']}",
                "title": f"{told['place']}{comma}{told['indicator']}: {told['figure']}"
                + (f"{comma}{told['before']}" if told["before"] else ""),
                "updated": f"{point['known_at'].isoformat()}Z",
                "where": pieces.place_in_source(point, words),
            }
            for point, told in zip(points, pieces.changes(points, words), strict=True)
        ]
        made = store.ask(of, queries.release, public=True)
        text = templating.render(
            "changes.atom.xml",
            entries=entries,
            words=words,
            address=base + selection.address("/changes.atom", asked),
            home=base + (pieces.now_path(asked.crisis, words.lang) if asked.crisis else "/"),
            title=words.crisis(asked.crisis) if asked.crisis else "",
            updated=f"{made.published_at.isoformat()}Z",
        )
        return Body(text.encode(), "application/atom+xml; charset=utf-8")

    return store.kept((of.number, "atom", asked, base), make)


ROUTES = [Route("/changes.atom", answers.handler(changes, public=True))]
