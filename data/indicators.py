"""What is measured, and from which days on speakers count it otherwise: the records of seeds/indicators.toml."""

from datetime import date

from data.models import Kind, Record


class DefinitionBreak(Record):
    """A day from which speakers count otherwise than before, so that their figures make no one line across it.

    `places` hold with all that lies in them, none: everywhere; `speakers` are organisations. `says` tells in each
    language what changes, `citation` and `url` where that is said.
    """

    day: date
    places: tuple[str, ...] = ()
    speakers: tuple[str, ...]
    says: dict[str, str]
    citation: str
    url: str


class Indicator(Record):
    """What is measured.

    `label` is its name in English, `labels` in other languages; `definition` says it in a sentence or two for anybody,
    `definitions` in other languages. The first of `units` is the usual one, and `minimum` and `maximum` are for it. A
    status has `statuses` instead, and is drawn for `lasts_days` days after it was last said. A machine-read figure
    beyond `jump` times its series' last, or with a confidence under `hold_below`, waits for a person.
    `sums_over_places` says whether figures of different places may be added; `hxl` is the HXL tag for exports. `breaks`
    are days from which speakers count otherwise.
    """

    indicator_id: str
    label: str
    labels: dict[str, str] = {}
    kind: Kind
    units: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    lasts_days: int | None = None
    jump: float | None = None
    hold_below: float = 0.5
    minimum: float | None = None
    maximum: float | None = None
    hxl: str | None = None
    definition: str
    definitions: dict[str, str] = {}
    sums_over_places: bool = False
    breaks: tuple[DefinitionBreak, ...] = ()
