"""Snapshot: a chart to take along, frozen or live, as link, frame, picture and sentence."""

from dashboard import grouping
from dashboard.views import chart, explore, freezing, shell
from dashboard.views.shell import View


def page(view: View) -> None:
    """Draw the page."""
    words = view.words
    with view.head:
        shell.show(
            "page_head.html",
            title=words.say("page.snapshot"),
            lead=words.say("snap.lead"),
            clock=shell.clock_note(view),
        )
    chosen = explore.choose(view)
    if chosen is None:
        return
    indicator_id, places, orgs = chosen
    groups = grouping.groups(view.points(indicator_id, places, orgs))
    group = chart.choose_group(view, indicator_id, list(groups))
    of = view.about(indicator_id, places, orgs)
    freezing.offer(view, freezing.asked_for(view, of), group if len(groups) > 1 else None)
