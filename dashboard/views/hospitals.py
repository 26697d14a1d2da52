"""Hospitals: how many work, which ones, how full they are, and attacks on health care."""

from dashboard.situation import within
from dashboard.views import chart, shell, situation
from dashboard.views.shell import View

INDICATORS = (
    "health.facilities_functional",
    "health.beds",
    "health.bed_occupancy",
    "health.attacks",
)


def page(view: View) -> None:
    """Draw the page."""
    words, crisis = view.words, view.crisis
    shell.page_head(view, "hospitals")
    places = shell.spoken_of(view, "health.hospital_status", crisis.hospitals)
    shell.show_board(view, "hospitals", "health.hospital_status", list(dict.fromkeys([*crisis.hospitals, *places])))
    chart.draw(view, situation.hospitals_block(view))
    lasts = words.catalogue.indicators["health.hospital_status"].lasts_days
    chart.section(
        view,
        "health.hospital_status",
        places or crisis.hospitals,  # of none would be of all
        "/hospitals",
        title=words.say("chart.hospital_strips"),
        note=words.say("chart.strips_note", days=lasts),
    )
    chart.draw_map(
        view,
        "hospitals",
        "health.hospital_status",
        list(dict.fromkeys([*crisis.hospitals, *places])),
        words.say("map.hospitals"),
        words.say("map.note"),
    )
    inside = within(view.crisis.crisis_id, words)
    for indicator_id in INDICATORS:
        chart.section(view, indicator_id, inside, "/hospitals", choose_place=True)
