"""The whole fleet: how many tenants there are, how the system is, and mending what differs."""

import streamlit as st

from .. import identity
from ..components.figure import figure
from ..components.table import table
from ..language import t
from ..markup import Markup, html


def show() -> None:
    api = identity.api()
    fleet, health = api.get("/fleet"), api.get("/health")
    html("<h1>{title}</h1>", title=t("Fleet"))
    ok = health["status"] == "ok"
    html(
        '<p class="ui-state ui-state-{kind}">{text}</p>',
        kind="good" if ok else "bad",
        text=t("The API answers, version {version}.", version=health["version"]) if ok else health["status"],
    )
    counts = [(t("Tenants"), fleet["tenants"]), *((t(name), n) for name, n in fleet["states"].items()), *fleet["plans"].items()]
    st.html(Markup('<div class="ui-figures">{}</div>').format(Markup("").join(figure(name, f"{n:,}") for name, n in counts)))
    st.subheader(t("Reconcile"), anchor=False)
    st.caption(t("Goes over all tenants and compares what each owns with its row and plan."))
    with st.container(horizontal=True, vertical_alignment="center"):
        look = st.button(t("Look for differences"), key="look", icon=":material/difference:")
        mend = st.button(t("Mend what differs"), key="mend", icon=":material/build:")
        deep = st.toggle(t("Look at everything"), key="deep", help=t("Without it: the tables and, in turn, one aspect more an hour."))
    if look or mend:
        _reconcile(fleet["tenants"], dry_run=look, deep=deep)
    if result := st.session_state.get("fleet"):
        _result(result)


def _reconcile(tenants: int, dry_run: bool, deep: bool) -> None:
    """Page by page, as far as a request reaches each."""
    found = {"checked": 0, "busy": 0, "mended": [], "failed": [], "dryRun": dry_run}
    after, bar = None, st.progress(0.0)
    while True:
        page = identity.api().post("/fleet/reconcile", after=after, deep=str(deep).lower(), dryRun=str(dry_run).lower())
        for name in ("checked", "busy", "mended", "failed"):
            found[name] += page[name]
        after = page.get("next")
        bar.progress(min(1.0, found["checked"] / max(tenants, 1)), t("{n} of {all} looked at", n=found["checked"], all=tenants))
        if not after:
            break
    bar.empty()
    st.session_state["fleet"] = found


def _result(result: dict) -> None:
    told = t("{n} tenants looked at, {busy} busy.", n=result["checked"], busy=result["busy"])
    whole = not result["mended"] and not result["failed"]
    kind = "good" if whole else "bad" if result["failed"] else "warn"
    also = t("Nothing differs.") if whole else ""
    html('<div class="ui-note ui-note-{kind}" role="status"><p>{told} {also}</p></div>', kind=kind, told=told, also=also)
    if result["mended"]:
        title = t("Would be mended") if result["dryRun"] else t("Mended")
        st.html(table(title, [t("Tenant"), title], [[one["tenantId"], "\n".join(one["steps"])] for one in result["mended"]]))
    if result["failed"]:
        st.html(table(t("Failed"), [t("Tenant"), t("Cause")], [[one["tenantId"], one["cause"]] for one in result["failed"]]))
