"""A file on its way in: sent, followed, summed up, and taken back if it was the wrong one."""

import time

import httpx
import streamlit as st

from .. import identity, measures
from ..api import Api, Unreachable
from ..components import problem
from ..components.table import table
from ..language import t
from ..markup import Markup, html, label
from ..moments import minute

TYPES = ["csv", "txt", "tsv", "gz", "zst"]
CONTENT_TYPES = {"gz": "application/gzip", "zst": "application/zstd"}
# A Lambda takes 6 MB of request, a third of which is its encoding; larger files go to the bucket first.
LARGEST_REQUEST = 4 << 20
LOOK_SECONDS = 0.15
STATES = {"done": "good", "failed": "bad", "running": "warn", "undone": ""}


def show() -> None:
    html("<p class='lead'>{text}</p>", text=t("A CSV file with a header line: any usual delimiter, encoding, date and number form, plain or packed by gzip or zstd."))
    file = st.file_uploader(t("File"), type=TYPES, key="file")
    modes = {"append": t("Add its rows"), "replace": t("Replace the days that it covers"), "upsert": t("Replace the rows with its keys")}
    mode = st.selectbox(t("What is there already"), list(modes), format_func=modes.get, key="mode")
    if st.button(t("Import"), type="primary", disabled=file is None, key="import") and file:
        st.session_state.pop("imported", None)
        with problem.told():
            st.session_state["imported"] = _imported(identity.api(), file.name, file.getvalue(), mode)
            forget()
    if record := st.session_state.get("imported"):
        summary(record)


def forget() -> None:
    """The data changed: what this visit knows of it is no more."""
    measures.forget()
    st.session_state.pop("starters", None)


def _imported(api: Api, name: str, content: bytes, mode: str) -> dict:
    bar = st.progress(0.0, t("Sending {file}", file=label(name)))
    headers = {
        # Headers are ASCII.
        "x-file-name": "".join(c if " " <= c <= "~" else "_" for c in name),
        "prefer": "respond-async",
    }
    body: bytes | dict = content
    if len(content) > LARGEST_REQUEST:
        body = {"uploadId": _uploaded(api, content)}
    else:
        headers["content-type"] = CONTENT_TYPES.get(name.rsplit(".", 1)[-1].lower(), "text/csv")
    record = api.post("/imports", body, headers, mode=mode)
    while record["state"] == "running":
        bar.progress(record["progress"], t("Importing {file}", file=label(name)))
        time.sleep(LOOK_SECONDS)
        record = api.get(f"/imports/{record['importId']}")
    bar.empty()
    return record


def _uploaded(api: Api, content: bytes) -> str:
    upload = api.post("/uploads")
    try:
        httpx.put(upload["url"], content=content, headers=upload["headers"], timeout=300).raise_for_status()
    except httpx.HTTPError as error:
        raise Unreachable from error
    return upload["uploadId"]


def summary(record: dict) -> None:
    """What came of an import."""
    rows = record["rows"]
    if wrong := record.get("problem"):
        html('<div class="ui-note ui-note-bad" role="alert"><strong>{title}</strong><p>{detail}</p><p>{remedy}</p></div>', title=t("The import failed"), detail=wrong["detail"], remedy=wrong.get("remedy") or "")
        return
    told = t("This file was imported before; nothing changed.") if record.get("unchanged") else t("{n} rows imported, {rejected} could not be read.", n=f"{rows['imported']:,}", rejected=f"{rows['rejected']:,}")
    html('<div class="ui-note ui-note-{kind}" role="status"><strong>{file}</strong><p>{told}</p><p>{forms}</p></div>', kind="warn" if rows["rejected"] else "good", file=record["fileName"], told=told, forms=_forms(record))
    totals = Markup("").join(Markup("<div class='ui-figure'><span class='ui-figure-label'>{}</span><span class='ui-figure-value'>{}</span></div>").format(one["measure"], one["display"]) for one in record["totals"])
    st.html(Markup('<div class="ui-figures">{}</div>').format(totals))
    if record["rejections"]:
        lines = [[f"{one['count']:,}", one["reason"], one["firstLine"]] for one in record["rejections"]]
        st.html(table(t("Rows that could not be read"), [t("Rows"), t("Reason"), t("First line")], lines, [0, 2]))
    _acts(record)


def _forms(record: dict) -> str:
    period = record.get("period")
    days = [f"{period['from']} – {period['to']}"] if period else []
    return " · ".join([*days, *(record.get("forms") or [])])


def _acts(record: dict) -> None:
    import_id = record["importId"]
    api = identity.api()
    with st.container(horizontal=True, key=f"import-acts-{import_id}"):
        if record["rows"]["rejected"]:
            st.download_button(t("Rejected rows as CSV"), lambda: api.get(f"/imports/{import_id}/rejected"), "rejected.csv", "text/csv", key=f"rejected-{import_id}", icon=":material/download:", on_click="ignore")
        if record["state"] == "done" and identity.current().manages:
            st.button(t("Undo this import"), key=f"undo-{import_id}", icon=":material/undo:", on_click=_undo, args=(import_id,))


def _undo(import_id: str) -> None:
    try:
        with problem.told():
            identity.api().post(f"/imports/{import_id}/undo")
            st.toast(t("Its rows are taken away; what they had replaced is back."))
    finally:
        st.session_state.pop("imported", None)
        forget()


def listed() -> None:
    """All imports, the newest first."""
    imports = identity.api().get("/imports")["imports"]
    if not imports:
        html("<p>{text}</p>", text=t("Nothing was imported yet."))
    names = {"done": t("done"), "failed": t("failed"), "running": t("running"), "undone": t("undone")}
    for one in imports[:50]:
        title = f"{label(one['fileName'])} · {names[one['state']]} · {minute(one['createdAt'])}"
        with st.expander(title, key=f"import-{one['importId']}"):
            summary(one)
