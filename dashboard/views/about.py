"""About: how figures come here, what each indicator means, what this cannot do, how to cite it."""

from dashboard.views import shell
from dashboard.views.shell import Html, View
from dashboard.wording import LATE_DAYS


def page(view: View) -> None:
    """Draw the page."""
    with view.head:
        shell.show(
            "page_head.html", title=view.words.say("page.about"), lead=view.words.say("page.description"), clock=""
        )
    shell.show_kept(view, "about", lambda: _about(view))


def _about(view: View) -> Html:
    words = view.words
    values = {"days": LATE_DAYS, "release": view.release.number, "day": words.day(view.published_at.date())}
    return shell.html(
        "about.html",
        words=words,
        method=[words.say(f"about.method_{number}") for number in range(1, 7)],
        limits=[words.say(f"about.limit_{number}", **values) for number in range(1, 6)],
        indicators=[
            {
                "name": words.indicator(indicator.indicator_id),
                "id": indicator.indicator_id,
                "kind": words.say(f"kind.{indicator.kind}"),
                "units": words.listed([words.unit(unit) for unit in indicator.units])
                or words.listed([words.status(status) for status in indicator.statuses]),
                "definition": words.definition(indicator.indicator_id),
            }
            for indicator in words.catalogue.indicators.values()
        ],
        cite=words.say("about.cite", **values),
    )
