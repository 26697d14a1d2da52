"""Days and spans as they are written."""

from datetime import date

import pytest

from data.catalogue import Catalogue
from ingest.text.periods import periods


@pytest.mark.parametrize(
    ("text", "first", "last", "relation"),
    [
        ("on 3 May 2024", "2024-05-03", "2024-05-03", "on"),
        ("since 7 October", "2023-10-07", "2023-10-07", "since"),
        ("on Monday", "2024-07-01", "2024-07-01", "on"),
        ("on June 28 militants struck", "2024-06-28", "2024-06-28", "on"),
        ("in May Israeli troops withdrew", "2024-05-01", "2024-05-31", "on"),
        ("in the past 24 hours", "2024-07-02", "2024-07-03", "past"),
        ("as of 30 June 2024", "2024-06-30", "2024-06-30", "as_of"),
        ("in June 2024", "2024-06-01", "2024-06-30", "on"),
        ("this year", "2024-01-01", "2024-07-03", "on"),
        ("yesterday", "2024-07-02", "2024-07-02", "on"),
        ("over the weekend", "2024-06-29", "2024-06-30", "on"),
        ("27 Nov - 4 Dec", "2023-11-27", "2023-12-04", "on"),
        ("2024-05-03", "2024-05-03", "2024-05-03", "on"),
        ("from Friday to Sunday", "2024-06-28", "2024-06-30", "on"),
        ("in the second half of May", "2024-05-16", "2024-05-31", "on"),
        ("from Friday 28 June to Sunday 30 June", "2024-06-28", "2024-06-30", "on"),
        ("between Friday 31 and Monday 3 June", "2024-05-31", "2024-06-03", "on"),
        ("between Monday and Tuesday", "2024-07-01", "2024-07-02", "on"),
        ("between Monday night and yesterday", "2024-07-01", "2024-07-02", "on"),
        ("in the first five months of the year", "2024-01-01", "2024-05-31", "on"),
        ("the third quarter of 2023", "2023-07-01", "2023-09-30", "on"),
        ("May - August", "2024-05-01", "2024-08-31", "on"),
        ("on May 5-6, 30 died", "2024-05-05", "2024-05-06", "on"),
        ("on Friday last week", "2024-06-28", "2024-06-28", "on"),
        ("overnight on Tuesday", "2024-07-02", "2024-07-02", "on"),
        ("by the end of last year", "2023-12-31", "2023-12-31", "by"),
        ("since the beginning of May", "2024-05-01", "2024-05-01", "since"),
        ("in October last year", "2023-10-01", "2023-10-31", "on"),
        ("between 2020 and 2023", "2020-01-01", "2023-12-31", "on"),
    ],
)
def test_written_days(text: str, first: str, last: str, relation: str, seeds_catalogue: Catalogue) -> None:
    [found] = periods(text, seeds_catalogue.lexicons["en"], date(2024, 7, 3))
    days = date.fromisoformat(first), date.fromisoformat(last)
    assert (found.from_day, found.to_day, found.relation) == (*days, relation)


@pytest.mark.parametrize("text", ["The envoy Jan Keller spoke.", "She met April Moore there."])
def test_months_that_are_first_names_are_no_days(text: str, seeds_catalogue: Catalogue) -> None:
    assert periods(text, seeds_catalogue.lexicons["en"], date(2024, 7, 3)) == []


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("It struck on 5 May. The day before, rain fell.", ["2024-05-05", "2024-05-04"]),
        ("It struck on 5 May and again two days later.", ["2024-05-05", "2024-05-07"]),
        ("It opened on 5 May. In the first three days lorries crossed.", ["2024-05-05", "2024-05-07"]),
        ("in 2023 (as of 31 August) and in the same period of 2022", ["2023-08-31", "2023-08-31", "2022-08-31"]),
        ("29 February to 5 March 2024, and the same period in 2023", ["2024-03-05", "2023-03-05"]),
        ("said on Saturday that in the past 48 hours", ["2024-06-29", "2024-06-29"]),
    ],
)
def test_days_told_from_others(text: str, days: list[str], seeds_catalogue: Catalogue) -> None:
    found = periods(text, seeds_catalogue.lexicons["en"], date(2024, 7, 3))
    assert [p.to_day for p in found] == [date.fromisoformat(day) for day in days]


@pytest.mark.parametrize(
    ("lang", "text", "first", "last"),
    [
        ("fr", "entre le 15 et le 17 janvier", "2024-01-15", "2024-01-17"),
        ("fr", "du 28 février au 4 mars", "2024-02-28", "2024-03-04"),
        ("fr", "au premier semestre 2023", "2023-01-01", "2023-06-30"),
        ("fr", "il y a deux jours", "2024-07-01", "2024-07-01"),
        ("es", "entre el 7 de octubre de 2023 y el 30 de marzo de 2024", "2023-10-07", "2024-03-30"),
        ("es", "del 3 al 9 de marzo", "2024-03-03", "2024-03-09"),
        ("ar", "قبل ثلاثة أيام", "2024-06-30", "2024-06-30"),
        ("uk", "з 5 до 7 березня", "2024-03-05", "2024-03-07"),
        ("es", "el lunes de la semana pasada", "2024-06-24", "2024-06-24"),
        ("es", "desde el 3 hasta el 9 de junio", "2024-06-03", "2024-06-09"),
        ("fr", "avant-hier", "2024-07-01", "2024-07-01"),
        ("fr", "aujourd'hui", "2024-07-03", "2024-07-03"),
        ("fr", "dans la nuit de dimanche à lundi", "2024-06-30", "2024-07-01"),
        ("fr", "au cours des trois premiers mois de l'année", "2024-01-01", "2024-03-31"),
    ],
)
def test_days_of_other_languages(lang: str, text: str, first: str, last: str, seeds_catalogue: Catalogue) -> None:
    [found] = periods(text, seeds_catalogue.lexicons[lang], date(2024, 7, 3))
    assert (found.from_day, found.to_day) == (date.fromisoformat(first), date.fromisoformat(last))


def test_vague_days_are_no_days(seeds_catalogue: Catalogue) -> None:
    [found] = periods("last week", seeds_catalogue.lexicons["en"], date(2024, 7, 3))
    assert found.from_day is None


def test_signs_that_only_look_like_digits_are_no_days(seeds_catalogue: Catalogue) -> None:
    assert periods("² May", seeds_catalogue.lexicons["en"], date(2024, 7, 3)) is not None
