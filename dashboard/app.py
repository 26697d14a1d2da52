"""The ASGI application: the Streamlit dashboard and our own routes in one process.

Run it with any ASGI server, `uvicorn dashboard.app:app`, or by `hakika up`. Everything heavy is imported and one
figure is built before the first visitor: sessions that start together must not meet half-imported modules, and what is
there by then is taken out of the collector's sight. Streamlit would collect all generations after each rerun, which
cost more than the rerun; .streamlit/config.toml says not to, and the collector runs when it finds that it should.
"""

import contextlib
import gc
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import plotly.graph_objects as go
import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from dashboard import store, templating
from dashboard.routes import (
    answers,
    api,
    embed,
    feeds,
    figure,
    frame,
    now,
    openapi,
    plain,
    release,
    snapshots,
    sql,
)
from dashboard.serving import CompressedFiles, KnownMethods, KnownPages, SafetyHeaders
from dashboard.views import controls, pages, theme
from data.errors import NoRelease

LOG = logging.getLogger(__name__)
PAUSE_SECONDS = 0.02
"""Between two pages that are made ready, for visitors who wait."""
ROUTES: list[BaseRoute] = [
    *embed.ROUTES,
    *snapshots.ROUTES,
    *frame.routes(pages.paths()),
    *plain.ROUTES,
    *now.ROUTES,
    *figure.ROUTES,
    *feeds.ROUTES,
    *api.ROUTES,
    *sql.ROUTES,
    *release.ROUTES,
    *openapi.ROUTES,
]


def warm() -> None:
    """Load the catalogue, build one figure, make the first pages where there is a release, and freeze all that."""
    store.words("en")
    go.Figure([go.Scatter(x=[date(2024, 1, 1)], y=[1]), go.Bar(x=[1], y=[1])]).to_json()
    with contextlib.suppress(NoRelease):
        store.release()
    freeze()


def first_pages(of: store.Release) -> None:
    """Make the first pages of each crisis, as a visitor who chose nothing sees them; one that fails says so then."""
    for crisis_id in store.catalogue().crises:
        try:
            for _ in pages.make_ready(controls.make_view(of, store.words("en"), crisis_id)):
                time.sleep(PAUSE_SECONDS)
        except Exception:
            LOG.exception("The pages of %s could not be made ready.", crisis_id)
    gc.unfreeze()  # what the release before left behind
    freeze()


def freeze() -> None:
    """Take what is in memory, and stays there, out of the collector's sight."""
    gc.collect()
    gc.freeze()


def told(error: Exception) -> bool:
    """Say in the page, in words, that something failed; the trace goes to the log alone."""
    LOG.error("A page failed.", exc_info=error)
    st.html(str(templating.render("fault.html", words=store.words("en"), faults=[store.words("en").say("fault.ours")])))
    return True


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Warm up before the first request, and each new release before it is shown."""
    theme.keep()
    store.on_release(first_pages)
    store.on_release(sql.warm)
    store.on_release(snapshots.take_up)
    warm()
    yield


MIDDLEWARE = [
    Middleware(SafetyHeaders, failed=answers.failed),
    Middleware(KnownPages, routes=ROUTES, pages=pages.paths(), missing=answers.missing),
    Middleware(KnownMethods, routes=ROUTES, other=answers.not_taken),
    Middleware(CompressedFiles),
]
app = st.App(
    Path(__file__).with_name("main.py"),
    routes=ROUTES,
    middleware=MIDDLEWARE,
    lifespan=lifespan,
    on_script_error=told,
)
