"""One tenant: what it is, what was done with it, what it used."""

import json

import streamlit as st

from .. import identity
from ..api import segment
from ..components.table import table
from ..language import t
from ..markup import Markup, html
from ..moments import minute
from . import actions, command

STATES = {"active": "good", "suspended": "warn", "provisioning": "warn", "offboarding": "warn", "failed": "bad", "erased": ""}


def state(name: str) -> Markup:
    return Markup('<span class="ui-state ui-state-{}">{}</span>').format(STATES.get(name, ""), t(name))


def show(tenant_id: str, close) -> None:
    st.button(t("All tenants"), icon=":material/arrow_back:", type="tertiary", key="back", on_click=close)
    tenant = identity.api().get(f"/tenants/{segment(tenant_id)}")
    html("<h1>{name}</h1><p>{id} · {state} · {plan}</p>", name=tenant["name"] or tenant_id, id=tenant_id, state=state(tenant["state"]), plan=tenant["plan"])
    command.follow()
    actions.show(tenant)
    tabs = st.tabs([t("Overview"), t("Differences"), t("Operations"), t("Backups"), t("Audit"), t("Usage")], on_change="rerun", key="tenant-tabs")
    parts = (lambda: _overview(tenant), lambda: actions.drift(tenant_id), lambda: _operations(tenant_id), lambda: _backups(tenant), lambda: _audit(tenant_id), lambda: _usage(tenant_id))
    for tab, part in zip(tabs, parts, strict=True):
        if tab.open:
            with tab:
                part()


def _overview(tenant: dict) -> None:
    resources = tenant.get("resources") or {}
    pairs = {
        t("Owner"): tenant["ownerEmail"],
        t("Created"): minute(tenant["createdAt"]),
        t("Changed"): minute(tenant["changedAt"]),
        t("Backed up"): minute(tenant.get("backedUpAt")),
        t("Tables"): ", ".join(filter(None, (resources.get("messagesTable"), resources.get("metricsTable")))),
        t("Objects"): resources.get("prefix"),
        t("Key"): resources.get("keyArn"),
    }
    _pairs(pairs)
    if certificate := tenant.get("certificate"):
        _certificate(tenant["tenantId"], certificate)


def _pairs(pairs: dict) -> None:
    lines = [Markup("<dt>{}</dt><dd>{}</dd>").format(name, value) for name, value in pairs.items() if value]
    st.html(Markup('<dl class="ui-pairs">{}</dl>').format(Markup("").join(lines)))


def _certificate(tenant_id: str, certificate: dict) -> None:
    st.subheader(t("Certificate of erasure"), anchor=False)
    st.caption(t("Erased at {moment}", moment=minute(certificate["erasedAt"])))
    rows = [[one["kind"], one["id"], one["endState"], minute(one.get("expiresAt"))] for one in certificate["resources"]]
    st.html(table(t("Certificate of erasure"), [t("Resource"), t("Id"), t("End state"), t("Expires")], rows))
    with st.container(horizontal=True):
        text = json.dumps(certificate, indent=2)
        st.download_button(t("Certificate as JSON"), text, f"certificate-{tenant_id}.json", "application/json", icon=":material/download:", on_click="ignore")
        if certificate.get("archive") and st.button(t("Links to the archive"), key="archive", icon=":material/folder_zip:"):
            _archive(tenant_id)


def _archive(tenant_id: str) -> None:
    """The key that opens the archive is not shown: it belongs into a program, not on a page."""
    access = identity.api().get(f"/tenants/{segment(tenant_id)}/archive")
    st.caption(t("The links are good until {moment}. `salestalk tenant archive` opens the files.", moment=minute(access["linksExpireAt"])))
    lines = [Markup('<li><a href="{}">{}</a></li>').format(one["link"], one["name"]) for one in access["files"]]
    st.html(Markup("<ul>{}</ul>").format(Markup("").join(lines)))


def _operations(tenant_id: str) -> None:
    for operation in identity.api().get(f"/tenants/{segment(tenant_id)}/operations")["operations"][:20]:
        title = f"{minute(operation['createdAt'])} · {operation['kind']} · {t(command.STATES[operation['state']])}"
        with st.expander(title, key=f"operation-{operation['operationId']}"):
            if failure := operation.get("failure"):
                command.failed(failure)
            command.steps(operation)


def _backups(tenant: dict) -> None:
    if tenant["state"] in ("active", "suspended"):
        actions.back_up(tenant["tenantId"])
    backups = identity.api().get(f"/tenants/{segment(tenant['tenantId'])}/backups")["backups"]
    if not backups:
        st.caption(t("There is no backup yet."))
        return
    st.caption(t("`salestalk tenant restore` makes a tenant of one; `salestalk tenant drill` proves the newest."))
    rows = [[minute(one["madeAt"]), one["backupId"], f"{one['items']:,}", f"{one['objects']:,}", f"{one['bytes'] / 1e6:,.1f}"] for one in backups]
    st.html(table(t("Backups"), [t("Time (UTC)"), t("Id"), t("Items"), t("Objects"), "MB"], rows, [2, 3, 4]))


def _audit(tenant_id: str) -> None:
    if st.button(t("Verify the chain"), key="verify", icon=":material/verified_user:"):
        report = identity.api().get(f"/tenants/{segment(tenant_id)}/audit/verification")
        kind = "good" if report["intact"] else "bad"
        told = t("{n} entries, the chain is whole.", n=report["entries"]) if report["intact"] else t("The chain is broken.")
        found = "; ".join(f"{one['seq']}: {one['problem']}" for one in report["findings"])
        html('<div class="ui-note ui-note-{kind}" role="status"><p>{told}</p><p>{found}</p></div>', kind=kind, told=told, found=found)
    entries = identity.api().get(f"/tenants/{segment(tenant_id)}/audit")["entries"]
    rows = [[one["seq"], minute(one["at"]), one["actor"], one["action"], one["phase"], _detail(one["detail"]), one["hash"][:12]] for one in reversed(entries)]
    columns = ["#", t("Time (UTC)"), t("Who"), t("Act"), t("Phase"), t("Detail"), t("Hash")]
    st.html(table(t("Audit"), columns, rows))


def _detail(detail) -> str:
    return ", ".join(f"{name}: {value}" for name, value in detail.items()) if isinstance(detail, dict) else str(detail or "")


def _usage(tenant_id: str) -> None:
    months = identity.api().get(f"/tenants/{segment(tenant_id)}/usage")["months"]
    if not months:
        st.caption(t("Nothing was used yet."))
    rows = [[one["month"], f"{one.get('turns', 0):,}", f"{one.get('inputTokens', 0) + one.get('outputTokens', 0):,}", one.get("costUsd", "0"), f"{one.get('importedRows', 0):,}"] for one in months]
    columns = [t("Month"), t("Questions"), t("Tokens"), t("Cost in USD"), t("Imported rows")]
    st.html(table(t("Usage"), columns, rows, [1, 2, 3, 4]))
