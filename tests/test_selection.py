import re
from datetime import date, datetime

import pytest

from dashboard.selection import PlainParameters, Selection, address, find_place, from_query, instant, to_query
from data.catalogue import Catalogue
from data.errors import BadSelection


def asked(catalogue: Catalogue, **values: str | list[str]) -> Selection:
    return from_query(PlainParameters({k.rstrip("_"): v for k, v in values.items()}), catalogue)


def test_a_selection_comes_back_from_its_address(seeds_catalogue: Catalogue) -> None:
    selection = Selection(
        crisis="gaza",
        indicator="displacement.idps",
        places=("PS02", "PSE"),
        orgs=("unrwa",),
        start=date(2024, 1, 1),
        end=date(2024, 3, 31),
        known_at=datetime(2024, 3, 3, 23, 59, 59, 999999),
        recorded_at=datetime(2026, 11, 25, 12, 30),
        lang="ar",
    )
    pairs: dict[str, list[str]] = {}
    for key, value in to_query(selection):
        pairs.setdefault(key, []).append(value)
    assert pairs["place"] == ["PS02", "PSE"]
    assert pairs["known_at"] == ["2024-03-03"]
    assert from_query(PlainParameters(pairs), seeds_catalogue) == selection


def test_a_place_is_found_by_id_by_name_and_by_alias(seeds_catalogue: Catalogue) -> None:
    for name in ("PS02", "Gaza Strip", "gaza strip", "قطاع غزة"):
        assert asked(seeds_catalogue, place=name).places == ("PS02",)
    assert asked(seeds_catalogue, org="UNRWA").orgs == ("unrwa",)


def test_every_fault_is_told_at_once_with_the_nearest_name(seeds_catalogue: Catalogue) -> None:
    with pytest.raises(BadSelection) as caught:
        asked(
            seeds_catalogue,
            indicator="displacement.idp",
            place="Nowhere in particular",
            from_="2024-13-01",
            known_at="yesterday",
            lang="tlh",
        )
    faults = "\n".join(caught.value.faults)
    assert len(caught.value.faults) == 5
    assert "displacement.idps" in faults and "2024-13-01" in faults and "Nowhere" in faults


def test_a_name_that_several_places_bear_is_refused_with_their_ids(seeds_catalogue: Catalogue) -> None:
    name = next(n for n in seeds_catalogue.place_index if len(seeds_catalogue.find_places(n)) > 1)
    with pytest.raises(BadSelection) as caught:
        asked(seeds_catalogue, place=name)
    assert all(place_id in str(caught.value) for place_id in seeds_catalogue.find_places(name))


def test_a_window_that_ends_before_it_begins_is_refused(seeds_catalogue: Catalogue) -> None:
    with pytest.raises(BadSelection):
        asked(seeds_catalogue, from_="2024-02-01", to="2024-01-01")


def test_a_day_means_its_end_and_an_instant_is_utc() -> None:
    assert instant("2024-03-03") == datetime(2024, 3, 3, 23, 59, 59, 999999)
    assert instant("2024-03-03T10:00:00+02:00") == datetime(2024, 3, 3, 8)
    assert instant("2024-03-03T10:00:00Z") == datetime(2024, 3, 3, 10)


def test_a_window_without_end_is_cut_to_what_an_axis_holds(seeds_catalogue: Catalogue) -> None:
    wide = asked(seeds_catalogue, from_="0001-01-01", to="9999-12-31")
    assert (wide.start, wide.end) == (date(1900, 1, 1), date(2100, 12, 31))


def test_what_is_not_chosen_is_not_in_the_address() -> None:
    assert address("/explore", Selection()) == "/explore"
    assert address("/explore", Selection(lang="ar"), id="x") == "/explore?lang=ar&id=x"


def test_a_slip_offers_what_pages_show_before_places_of_like_spelling(seeds_catalogue: Catalogue) -> None:
    faults: list[str] = []
    find_place("Gazza", seeds_catalogue, faults)
    assert "Did you mean Gaza or " in faults[0]


@pytest.mark.parametrize(
    ("name", "value", "offered"),
    [("crisis", "zz", "Did you mean gaza or "), ("indicator", "zz", "/api/v1/catalogue lists all.")],
)
def test_what_is_like_nothing_known_is_told_where_all_stand(
    seeds_catalogue: Catalogue, name: str, value: str, offered: str
) -> None:
    with pytest.raises(BadSelection, match=re.escape(offered)):
        asked(seeds_catalogue, **{name: value})
