"""What every visit runs: who is it, and which pages are theirs."""

from pathlib import Path

import streamlit as st

from salestalk_ui import identity, side_bar
from salestalk_ui.components.problem import told
from salestalk_ui.language import t
from salestalk_ui.markup import load_style
from salestalk_ui.pages import chat, dashboard, data, fleet, insights, reports, sign_in, tenants, usage

ICON = Path(__file__).parent / "salestalk_ui" / "icon.png"

st.set_page_config(page_title="SalesTalk", page_icon=str(ICON), layout="wide")
st.logo(str(ICON), size="large")
load_style()
who = identity.current()

if who is None:
    pages = [st.Page(sign_in.show, title=t("Sign in"), url_path="welcome", default=True)]
elif who.is_operator:
    pages = [
        st.Page(tenants.show, title=t("Tenants"), icon=":material/apartment:", url_path="tenants", default=True),
        st.Page(fleet.show, title=t("Fleet"), icon=":material/monitor_heart:", url_path="fleet"),
        st.Page(usage.show, title=t("Usage"), icon=":material/bar_chart:", url_path="usage"),
    ]
else:
    pages = [
        chat.page(),
        st.Page(insights.show, title=t("Insights"), icon=":material/lightbulb:", url_path="insights"),
        st.Page(reports.show, title=t("Reports"), icon=":material/description:", url_path="reports"),
        st.Page(dashboard.show, title=t("Dashboard"), icon=":material/space_dashboard:", url_path="dashboard"),
        st.Page(data.show, title=t("Data"), icon=":material/database:", url_path="data"),
    ]

page = st.navigation(pages, position="sidebar" if who else "hidden")
if who:
    side_bar.show(who)
with told():
    page.run()
