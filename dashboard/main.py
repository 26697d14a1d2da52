"""The Streamlit script: what is shared by all pages (navigation, controls, the view), and the list of pages."""

import streamlit as st

from dashboard.views import controls, pages
from data.errors import HakikaError


def main() -> None:
    """Draw the page that the address names, or say why it cannot be shown."""
    st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
    try:
        words, faults = controls.begin()
        page = st.navigation(pages.listed(words), position="top")
        st.set_page_config(page_title=f"{page.title} · Hakika")
        controls.styled(words)
        pages.run(page, words, faults)
    except HakikaError as error:
        st.error("Hakika cannot show this page.")
        st.text(str(error))


if __name__ == "__main__":  # a process that opens a file apart imports this script again, and must not draw it
    main()
