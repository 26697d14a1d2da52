"""The page Snapshot under AppTest: frozen by default, live on request, five forms of each."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from tests import frozen_store

MAIN = Path(__file__).parent.parent / "dashboard" / "main.py"


@pytest.fixture
def home(warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    store = tmp_path / "store"
    shutil.copytree(warehouse, store, symlinks=True)
    monkeypatch.setenv("HAKIKA_STORE", str(store))
    monkeypatch.setenv("HAKIKA_ORIGIN", "https://charts.example.org")
    return store


@pytest.fixture
def opened(home: Path) -> Iterator[AppTest]:
    frozen_store.forget()
    test = AppTest.from_file(str(MAIN), default_timeout=60)
    test.query_params["crisis"] = "gaza"
    test.query_params["indicator"] = "displacement.idps"
    test.query_params["place"] = "PS02"
    test._page_hash = calc_hash("snapshot")
    yield test.run()
    frozen_store.forget()


def test_a_chart_is_frozen_by_a_button_and_offered_in_five_forms(opened: AppTest) -> None:
    assert not opened.exception and not opened.code
    opened.button(key="snapshot-make").click().run()
    assert not opened.exception and len(opened.code) == 6
    link, frame, sized, picture, sentence, cited = (c.value for c in opened.code)
    assert link.startswith("https://charts.example.org/s/") and len(link.rpartition("/")[2]) == 26
    assert link in frame and 'title="Internally displaced people: Gaza Strip"' in frame and "embed.js" in sized
    assert ".png" in picture and sentence.endswith(link) and "according to" in sentence
    assert cited.endswith(link) and "frozen by Hakika" in cited
    opened.run()
    assert len(opened.code) == 6  # made already: no button is needed


def test_the_live_form_is_a_choice(opened: AppTest) -> None:
    opened.segmented_control(key="snapshot-kind").set_value("live").run()
    assert not opened.exception and len(opened.code) == 6
    assert opened.code[0].value == "https://charts.example.org/v/displacement.idps?place=PS02&from=2023-10-07"
    assert "/embed/v/displacement.idps?place=PS02" in opened.code[1].value


def test_the_page_takes_the_unit_and_cadence_of_the_chart_that_led_to_it(opened: AppTest) -> None:
    opened.query_params["indicator"] = "crossing.trucks"
    opened.query_params["crossing.trucks.by"] = "trucks/month"
    opened.run()
    opened.segmented_control(key="snapshot-kind").set_value("live").run()
    assert opened.code[0].value.endswith("/v/crossing.trucks?place=PS02&from=2023-10-07&group=trucks%2Fmonth")
    assert "trucks, by month" in " ".join(h.proto.body for h in opened.get("html"))


def test_a_chart_of_several_indicators_freezes_the_one_that_is_chosen(home: Path) -> None:
    frozen_store.forget()
    test = AppTest.from_file(str(MAIN), default_timeout=60)
    test.query_params["crisis"] = "gaza"
    test.run().button(key="freeze-hospitals").click().run()
    assert not test.exception
    choice = test.selectbox(key="snapshot-indicator")
    assert choice.value == "health.hospitals_functional" and len(choice.options) == 3
    said = " ".join(h.proto.body for h in test.get("html"))
    assert '<img src="/v/health.hospitals_functional.svg?place=PS02' in said and "Hospitals working: Gaza Strip" in said
    frozen_store.forget()
