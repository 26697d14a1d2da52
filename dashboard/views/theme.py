"""The theme as browsers are told it, worked out once.

Streamlit works it out of a few hundred options at each rerun, which took a seventh of a rerun; they do not change while
it serves. Where a version of Streamlit does so otherwise, nothing is changed.
"""

from functools import cache

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

NAME = "_populate_theme_msg"
_work_out = getattr(app_session, NAME, None)


@cache
def theme(section: str) -> CustomThemeConfig:
    """What the options of a section say, "theme" or "theme.dark"."""
    made = CustomThemeConfig()
    if _work_out is not None:
        _work_out(made, section)
    return made


def tell(message: CustomThemeConfig, section: str = "theme") -> None:
    """Put into a message what the options of a section say."""
    made = theme(section)
    if made.ByteSize():
        message.MergeFrom(made)


def keep() -> None:
    """From now on, work it out once."""
    if _work_out is not None:
        setattr(app_session, NAME, tell)
