"""/o/<observation_id>: the plain page of one figure, and its record."""

from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from dashboard import figures, selection, store
from dashboard.routes import answers
from dashboard.routes.answers import Body
from dashboard.selection import Selection
from data import queries
from data.queries import Evidence


def page(request: Request) -> Body:
    """The page of a figure, whole without a script."""
    asked = selection.from_query(request.query_params, store.catalogue())
    observation_id = request.path_params["observation_id"]

    def make() -> Body:
        found = evidence(asked, observation_id)
        if found is None:
            return answers.fault(request, 404, "No figure has this id.", [observation_id])
        others = store.ask(store.release(), queries.others.rows, found, public=True, **_clocks(asked))
        words = store.words(asked.lang)
        told = figures.told(found, others, words, store.folder())
        links = [(words.say("link.dashboard"), selection.address("/evidence", asked, id=observation_id))]
        if found.period_end:
            links.append((words.say("link.chart"), figures.chart_url(found, asked.lang)))
        return answers.page(
            "figure.html",
            e=told,
            id=observation_id,
            words=words,
            links=links,
            languages=words.language_names().items(),
            description=f"{told['speaker']} · {told['when']} · {told['quote'] or told['where']}",
            headers={
                "Link": f'</o/{observation_id}>; rel="canonical", </o/{observation_id}.json>; rel="alternate"; '
                'type="application/json"'
            },
        )

    return store.kept((store.release().number, "figure", observation_id, asked), make)


def record(request: Request) -> Body:
    """The record of a figure: all that the page tells, for programs."""
    asked = selection.from_query(request.query_params, store.catalogue())
    observation_id = request.path_params["observation_id"]
    found = evidence(asked, observation_id)
    if found is None:
        return answers.fault(request, 404, "No figure has this id.", [observation_id])
    return answers.as_json(as_record(found, asked))


def evidence(asked: Selection, observation_id: str) -> Evidence | None:
    """The figure as the public release has it."""
    return store.ask(store.release(), queries.evidence, observation_id, public=True, **_clocks(asked))


def as_record(found: Evidence, asked: Selection) -> dict[str, Any]:
    """A figure's fields under the names of the API, with the passage and the other figures for its period."""
    others = store.ask(store.release(), queries.others.rows, found, public=True, **_clocks(asked))
    before, quote, after = figures.passage(found, store.folder())
    value = found.model_dump()
    value["indicator"] = value.pop("indicator_id")
    return {
        "release": store.release().number,
        **value,
        "passage": {"before": before, "quote": quote, "after": after} if quote else None,
        "sentence_url": queries.passage_url(found),
        "others": others,
    }


def _clocks(asked: Selection) -> dict[str, Any]:
    return {"known_at": asked.known_at, "recorded_at": asked.recorded_at}


ROUTES = [
    Route("/o/{observation_id}.json", answers.handler(record, public=True)),
    Route("/o/{observation_id}", answers.handler(page)),
]
