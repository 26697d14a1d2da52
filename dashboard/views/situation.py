"""Situation: a crisis at a glance. Tiles, three charts, what changed."""

from collections.abc import Sequence

from dashboard import selection, situation, templating
from dashboard.situation import Asker
from dashboard.views import shell
from dashboard.views.shell import View
from dashboard.wording import Point

HOSPITALS = situation.HOSPITALS


def page(view: View) -> None:
    """Draw the page."""
    asker = shell.asker(view)
    words, crisis = view.words, view.crisis
    with view.head:
        shell.show_kept(view, "head", lambda: _head(view, asker))
    shell.show_kept(
        view,
        "tiles",
        lambda: str(
            templating.render(
                "tiles.html",
                tiles=situation.tiles(asker, crisis, words, view.style.palette, view.today, view.style.start),
            )
        ),
    )
    shell.draw(view, displacement(view))
    shell.draw(view, crossings(view))
    shell.draw(view, hospitals(view))
    shell.show_kept(
        view,
        "changes",
        lambda: str(templating.render("changes.html", items=situation.recent(asker, crisis, words), words=words)),
    )


def displacement(view: View) -> shell.Block:
    """Displaced people, one line a speaker."""
    return shell.block(
        view,
        "idps",
        title=view.words.say("chart.idps"),
        note=view.words.say("chart.idps_note"),
        points=view.points("displacement.idps", view.crisis.places),
        of=view.about("displacement.idps", view.crisis.places),
        path="/displacement",
    )


def crossings(view: View) -> shell.Block:
    """One strip a crossing."""
    places = said_of(view.spans("crossing.status", view.crisis.crossings), view.crisis.crossings)
    lasts = view.words.catalogue.indicators["crossing.status"].lasts_days
    return shell.block(
        view,
        "crossings",
        title=view.words.say("chart.crossings"),
        note=view.words.say("chart.strips_note", days=lasts),
        points=view.points("crossing.status", view.crisis.crossings),
        spans=view.spans("crossing.status", view.crisis.crossings),
        places=places,
        of=view.about("crossing.status", view.crisis.crossings),
        path="/crossings",
        height=60 + 46 * len(places),
    )


def hospitals(view: View) -> shell.Block:
    """Hospitals by function, as counts."""
    points = [
        point
        for indicator in HOSPITALS
        for point in view.points(indicator, view.crisis.places)
        if point["unit"] == "hospitals"
    ]
    return shell.block(
        view,
        "hospitals",
        title=view.words.say("chart.hospitals"),
        note=view.words.say("chart.hospitals_note"),
        points=points,
        of=view.about(HOSPITALS[0], view.crisis.places),
        path="/hospitals",
    )


def said_of(spans: Sequence[Point], places: Sequence[str]) -> list[str]:
    """The places, in their order, of which anything is said in the window."""
    known = {span["place_id"] for span in spans}
    return [place for place in places if place in known]


def _head(view: View, asker: Asker) -> str:
    words, crisis = view.words, view.crisis
    links = [(words.say("link.light"), selection.address(f"/now/{crisis.crisis_id}", selection.Selection()))]
    for lang, other in words.language_names().items():
        if lang != words.lang:
            links.append((other, f"/now/{crisis.crisis_id}/{lang}"))
    return str(
        templating.render(
            "situation_head.html",
            title=words.crisis(crisis.crisis_id),
            lead=situation.lead(asker, crisis, words, view.today),
            clock=shell.clock_note(view),
            links=links,
        )
    )
