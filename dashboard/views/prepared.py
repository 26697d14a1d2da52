"""Figures that are written out once: Streamlit writes each figure as JSON at each run, though it has not changed."""

import json
from typing import Any

import plotly.graph_objects as go
import plotly.io


class Written(dict[str, Any]):
    """A figure in the plain values of JSON, with the JSON itself."""

    def __init__(self, text: str) -> None:
        """Keep both."""
        super().__init__(json.loads(text))
        self.text = text


class Prepared(go.Figure):  # type: ignore[misc]
    """A figure that was checked and written out when it was made; Streamlit takes it as it is."""

    def __init__(self, written: Written) -> None:
        """Keep what was written."""
        object.__setattr__(self, "_written", written)

    def to_dict(self) -> Written:
        """What was written."""
        written: Written = object.__getattribute__(self, "_written")
        return written


def prepared(figure: go.Figure) -> Prepared:
    """A checked figure as JSON, without Plotly's own template."""
    spec = figure.to_dict()
    spec["layout"].pop("template", None)
    return Prepared(Written(plotly.io.to_json(spec, validate=False)))


_write = plotly.io.to_json


def _once(figure: Any, *values: Any, **named: Any) -> str:
    """Plotly's `to_json`, to which Streamlit hands what `to_dict` gives: what is written is not written again."""
    return figure.text if isinstance(figure, Written) else str(_write(figure, *values, **named))


plotly.io.to_json = _once
