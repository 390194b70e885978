"""Reports: a week or a month told on a page of its own, to read, to keep and to pass on."""

import datetime

import streamlit as st

from .. import identity
from ..api import Api, segment
from ..components import document, problem
from ..language import t
from ..markup import html
from ..measures import catalogue
from ..moments import minute

# In the address, so that a reload and a link find the report.
PARAMETER = "report"
_CHOSEN = "report-chosen"
EVERY = {"month": "Month", "week": "Week"}
FORMS = {"html": ("HTML", "text/html"), "markdown": ("Markdown", "text/markdown")}
ENDINGS = {"html": "html", "markdown": "md"}
EARLIEST = datetime.date(1970, 1, 1)


def show() -> None:
    html("<h1>{title}</h1>", title=t("Reports"))
    html('<p class="lead">{text}</p>', text=t("A week or a month of your sales on a page: to read, to keep, to pass on. Every figure is computed, and can be checked."))
    if identity.current().manages:
        _new()
    listed = identity.api().get("/reports")["reports"]
    if listed:
        _opened(_chosen(listed))
    else:
        _nothing_yet()


def _new() -> None:
    with st.expander(t("New report"), icon=":material/add:", key="new-report"):
        left, right = st.columns(2)
        every = left.selectbox(t("Week or month"), list(EVERY), format_func=lambda one: t(EVERY[one]), key="report-every")
        day = right.date_input(t("A day in it"), value=None, min_value=EARLIEST, format="YYYY-MM-DD", key="report-on", help=t("Without one: the last week or month that the data has whole."))
        if st.button(t("Make report"), type="primary", key="report-make"):
            with problem.told(), st.spinner(t("Making the report …")):
                made = identity.api().post("/reports", {"every": every, **({"on": day.isoformat()} if day else {})})
                st.session_state[_CHOSEN] = made["reportId"]
                _to_address()
                html('<div class="ui-note ui-note-good" role="status"><p>{text}</p></div>', text=t("{title} is made, and shown below.", title=made["title"]))


def _chosen(listed: list[dict]) -> dict:
    """The report that is chosen: here, by the address, or else the newest."""
    known = {one["reportId"]: one for one in listed}
    if st.session_state.get(_CHOSEN) not in known:
        asked = st.query_params.get(PARAMETER)
        st.session_state[_CHOSEN] = asked if asked in known else listed[0]["reportId"]
    return known[st.selectbox(t("Report"), list(known), format_func=lambda one: _named(known[one]), key=_CHOSEN, on_change=_to_address)]


def _named(report: dict) -> str:
    every = report["every"]
    return f"{report['title']} · {t(EVERY[every]) if every in EVERY else every}"


def _to_address() -> None:
    st.query_params[PARAMETER] = st.session_state[_CHOSEN]


def _opened(report: dict) -> None:
    period = report["period"]
    st.caption(
        t("{first} – {last}. Made on {moment} UTC from data version {version}.", first=period["from"], last=period["to"], moment=minute(report["madeAt"]), version=report["dataVersion"])
    )
    with st.container(horizontal=True, key="report-acts", gap="small"):
        for form, (name, kind) in FORMS.items():
            st.download_button(
                t("Download {form}", form=name),
                # Asked of the API only when somebody clicks: its links do not last.
                data=lambda api=identity.api(), form=form: _text(api, report["reportId"], form),
                file_name=f"{report['reportId']}.{ENDINGS[form]}",
                mime=kind,
                key=f"report-{form}",
                icon=":material/download:",
                on_click="ignore",
            )
    with problem.told():
        document.show(report["title"], _page(report))


def _page(report: dict) -> str:
    """Read once for as long as it is shown."""
    which = (report["reportId"], report["madeAt"])
    held = st.session_state.get("report-page")
    if held is None or held[0] != which:
        held = (which, _text(identity.api(), report["reportId"], "html"))
        st.session_state["report-page"] = held
    return held[1]


def _text(api: Api, report_id: str, form: str) -> str:
    return api.linked(api.get(f"/reports/{segment(report_id)}")["links"][form])


def _nothing_yet() -> None:
    if catalogue() is None:
        text = t("There are no sales figures yet. An administrator can import a file on the page Data.")
    else:
        text = t("There are no reports yet. Each is made when its week or month is over; an administrator can make one at once.")
    html('<div class="ui-note"><p>{text}</p></div>', text=text)
