"""Displacement: who is displaced, newly or for long, where they stay, and which part of the people they are."""

from dashboard import pieces, situation
from dashboard.views import chart, shell
from dashboard.views.shell import Html, View
from data import queries

INDICATORS = (
    "displacement.idps",
    "displacement.new",
    "displacement.sheltered",
    "displacement.sites",
    "displacement.share",
    "displacement.returnees",
)


def page(view: View) -> None:
    """Draw the page."""
    words, places = view.words, view.crisis.places
    shell.page_head(view, "displacement")
    chart.section(
        view,
        INDICATORS[0],
        places,
        "/displacement",
        title=words.say("chart.idps"),
        note=words.say("chart.idps_note"),
    )
    for indicator_id in INDICATORS[1:]:
        chart.section(view, indicator_id, places, "/displacement")
    if view.crisis.neighbours:
        chart.section(view, "displacement.refugees", view.crisis.neighbours, "/displacement")
    shell.show_kept(view, "displacement-places", lambda: _by_place(view))


def _by_place(view: View) -> Html:
    """The newest figures for places within the crisis, one row a speaker."""
    words = view.words
    inside = [p for p in situation.within(view.crisis.crisis_id, words) if p not in view.crisis.places]
    rows = view.ask(queries.latest.rows, "displacement.idps", place_ids=tuple(inside)) if inside else []
    return shell.html(
        "newest_table.html", title=words.say("displacement.places"), rows=pieces.table(rows, words), words=words
    )
