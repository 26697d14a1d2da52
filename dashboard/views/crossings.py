"""Crossings: which are open, since when, says who; what and who passed through them."""

from dashboard import situation
from dashboard.views import chart, shell
from dashboard.views.shell import View

FLOWS = ("crossing.trucks", "crossing.people", "crossing.medevac")


def page(view: View) -> None:
    """Draw the page."""
    words = view.words
    shell.page_head(view, "crossings")
    places = shell.spoken_of(view, "crossing.status", view.crisis.crossings)
    lasts = words.catalogue.indicators["crossing.status"].lasts_days
    shell.show_board(view, "crossings", "crossing.status", list(dict.fromkeys([*view.crisis.crossings, *places])))
    chart.section(
        view,
        "crossing.status",
        places or view.crisis.crossings,  # of none would be of all
        "/crossings",
        title=words.say("chart.crossings"),
        note=words.say("chart.strips_note", days=lasts),
    )
    chart.draw_map(view, "crossings", "crossing.status", places, words.say("map.crossings"), words.say("map.note"))
    inside = situation.within(view.crisis.crisis_id, words)
    for indicator_id in FLOWS:
        chart.section(view, indicator_id, inside, "/crossings", choose_place=True)
