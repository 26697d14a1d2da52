"""The Streamlit script: what is shared by all pages (navigation, controls, the view), and the list of pages."""

import streamlit as st

from dashboard.views import controls, pages
from data.errors import HakikaError

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
