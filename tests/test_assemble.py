"""Places and days of figures."""

from datetime import date

import pytest

from data.catalogue import Catalogue
from data.models import Observation
from ingest.text import Context, Text, read


def only(text: str, catalogue: Catalogue, title: str | None = None) -> Observation:
    [found] = read(Text(text), Context(catalogue, "en", date(2024, 7, 3), title)).observations
    return found


def test_the_place_in_the_clause_is_stated(seeds_catalogue: Catalogue) -> None:
    found = only("At least 12 people were killed in Rafah on Monday.", seeds_catalogue, "Gaza: update")
    assert (found.place_text, found.place_basis) == ("Rafah", "stated")
    assert (found.period_start, found.period_end, found.period_basis) == (date(2024, 7, 1), date(2024, 7, 1), "stated")


def test_the_place_of_the_document_is_inferred(seeds_catalogue: Catalogue) -> None:
    found = only("At least 12 people were killed.", seeds_catalogue, "Haiti: update")
    assert (found.place_id, found.place_basis) == ("HTI", "inferred")


def test_the_town_is_the_town_named_before(seeds_catalogue: Catalogue) -> None:
    found = only("Fighters entered El Fasher. In the town 12 people were killed.", seeds_catalogue, "Sudan: update")
    assert found.place_text == "El Fasher"


def test_the_place_of_writing_is_no_place_of_a_figure(seeds_catalogue: Catalogue) -> None:
    found = only("NAIROBI - Floods in Somalia killed 12 people.", seeds_catalogue)
    assert found.place_id == "SOM"


@pytest.mark.parametrize(
    ("text", "place_id"),
    [
        ("The Turkish Hospital in Khartoum is closed.", "SDN.turkish-hospital-khartoum"),
        ("In Nyala, South Darfur, the Turkish Hospital is closed.", None),
        ("Al-Shifa Hospital in northern Gaza is closed.", "PSE.al-shifa-hospital"),
        ("In the Gaza Strip, Al-Shifa Hospital is closed.", "PSE.al-shifa-hospital"),
    ],
)
def test_a_hospital_is_that_of_the_town_beside_it(text: str, place_id: str | None, seeds_catalogue: Catalogue) -> None:
    assert only(text, seeds_catalogue).place_id == place_id


def test_a_day_is_told_of_its_place_with_the_rule_that_took_it(seeds_catalogue: Catalogue) -> None:
    text = "A blast in Kano on Monday killed nine people. In May, 31 died in Jos. In Kano, 14 were hurt."
    found = read(Text(text), Context(seeds_catalogue, "en", date(2024, 7, 3), explained=True))
    assert found.observations[-1].period_end == date(2024, 7, 1)
    assert found.reasons[-1].rule == "of a day told of its place"


def test_a_list_has_the_day_of_its_first_line(seeds_catalogue: Catalogue) -> None:
    found = only("Sudan, as of 30 June 2024:\n\n- Deaths: 12", seeds_catalogue)
    assert found.period_end == date(2024, 6, 30)


def test_a_sum_of_unlike_things_is_seen_and_not_taken(seeds_catalogue: Catalogue) -> None:
    text = "Some 64,000 people were driven from their homes in Mali, including 9,000 who have fled abroad."
    reading = read(Text(text), Context(seeds_catalogue, "en", None))
    assert [(o.indicator_id, o.value) for o in reading.observations] == [("displacement.refugees", 9000)]
    assert [(u.reason, u.text) for u in reading.unread] == [("a sum of unlike things", "Some 64,000")]


@pytest.mark.parametrize(
    "text", ["They closed the hospitals (", "Adre: open;", "Six pupils and a Malian", "Trucks (35"]
)
def test_a_sentence_that_breaks_off_is_read(text: str, seeds_catalogue: Catalogue) -> None:
    for end in range(len(text) + 1):
        read(Text(text[:end]), Context(seeds_catalogue, "en", None))


def test_a_source_at_the_end_of_a_paragraph_is_that_of_all_of_it(seeds_catalogue: Catalogue) -> None:
    text = "Twelve people died in Goma. Homes were lost. (WHO, 3 May 2014)\n\nIn Bukavu, nine people died."
    found = read(Text(text), Context(seeds_catalogue, "en", None)).observations
    assert [(o.value, o.org_id) for o in found] == [(12, "who"), (9, None)]


def test_a_source_at_the_end_of_a_paragraph_only_retells_who_is_named_in_it(seeds_catalogue: Catalogue) -> None:
    text = "The Red Cross reports 12 deaths in Goma. Some 900 people were displaced there. (ECHO, 3 May 2014)"
    found = read(Text(text), Context(seeds_catalogue, "en", None)).observations
    assert [(o.value, o.org_text) for o in found] == [(12, "Red Cross"), (900, None)]


def test_a_place_at_the_end_of_a_paragraph_is_no_source(seeds_catalogue: Catalogue) -> None:
    assert only("Rebels killed 12 people (Goma, 3 May 2014)", seeds_catalogue).org_text is None
    assert only("Rebels killed 12 people in Goma (see Reuters, 3 May 2014)", seeds_catalogue).org_text == "Reuters"


@pytest.mark.parametrize(
    ("text", "who"),
    [
        (
            "Gunmen killed 12 people in Jos, according to the UN, and seven in Bama, according to villagers.",
            ["UN", "villagers"],
        ),
        ("12 people died in Goma, according to WHO, while seven were hurt, residents said.", ["WHO", "residents"]),
    ],
)
def test_who_is_named_in_between_says_what_stands_before(text: str, who: list[str], seeds_catalogue: Catalogue) -> None:
    found = read(Text(text), Context(seeds_catalogue, "en", date(2024, 7, 3))).observations
    assert [o.org_text for o in found] == who


def test_who_counts_for_himself_is_not_quoted_by_another(seeds_catalogue: Catalogue) -> None:
    text = "WHO said that 12 people had died in Goma; Bukavu counted seven."
    found = read(Text(text), Context(seeds_catalogue, "en", date(2024, 7, 3))).observations
    assert [(o.value, o.org_text) for o in found] == [(12, "WHO"), (7, None)]
