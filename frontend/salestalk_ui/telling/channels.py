"""Where a tenant is told besides these pages: webhooks and mailboxes."""

import inspect

import streamlit as st

from .. import identity
from ..api import segment
from ..components import outcome, problem
from ..language import t
from ..markup import Markup, html
from ..moments import minute
from . import TELLS, receiver

KINDS = {"webhook": "Webhook", "email": "E-mail"}
EXAMPLES = {"webhook": "https://example.com/sales", "email": "ann@acme.example"}
LONGEST = 1000
SPECIFICATION = "https://www.standardwebhooks.com/"
_PLACE = "channels"
# A secret that was not yet put away: the API does not tell it again.
_SECRET = "channel-secret"


def show() -> None:
    st.subheader(t("Channels"), anchor=False)
    st.caption(t("What is found is sent there, too."))
    _add()
    outcome.show(_PLACE)
    _secret()
    with problem.told():
        listed = identity.api().get("/insights/channels")["channels"]
        for one in listed:
            _line(one)
        if not listed:
            html("<p>{text}</p>", text=t("Nothing is sent anywhere yet."))
    _how_to_check()


def told(tells: list[str]) -> str:
    """What is told, in words."""
    return ", ".join(t(TELLS[one]) if one in TELLS else one for one in tells)


def _add() -> None:
    with st.expander(t("Add a channel"), icon=":material/add:", key="new-channel"):
        left, right = st.columns([1, 3])
        kind = left.selectbox(t("Kind"), list(KINDS), format_func=lambda one: t(KINDS[one]), key="channel-kind")
        to = right.text_input(t("Address"), key="channel-to", live=True, max_chars=LONGEST, placeholder=EXAMPLES[kind])
        with st.container(horizontal=True, key="channel-tells"):
            tells = [one for one, name in TELLS.items() if st.checkbox(t(name), value=True, key=f"channel-tells-{one}")]
        body = {"kind": kind, "to": (to or "").strip(), "tells": tells}
        st.button(t("Add channel"), type="primary", key="channel-add", disabled=not (body["to"] and tells), on_click=_added, args=(body,))


def _added(body: dict) -> None:
    with outcome.kept(_PLACE):
        made = identity.api().post("/insights/channels", body)
        if secret := made.get("secret"):
            st.session_state[_SECRET] = {"channelId": made["channelId"], "to": made["to"], "secret": secret}
        # The form is for the next one; what was refused can be mended and sent again.
        st.session_state["channel-to"] = ""
        outcome.keep(_PLACE, t("{to} is added.", to=made["to"]))


def _secret() -> None:
    """Until whoever added the channel says that it is put away."""
    held = st.session_state.get(_SECRET)
    if not held:
        return
    with st.container(border=True, key="channel-secret-shown", gap="small"):
        html(
            '<div class="ui-note ui-note-warn" role="status"><strong>{title}</strong><p>{text}</p></div>',
            title=t("The secret of {to}", to=held["to"]),
            text=t("What is sent there is signed with it. It is shown only now: put it where the receiver reads it. A secret that was lost is replaced by deleting the channel and adding it again."),
        )
        st.code(held["secret"], language=None, wrap_lines=True)
        st.button(t("I have put it away"), key="channel-secret-kept", icon=":material/check:", on_click=_forget_secret)


def _forget_secret() -> None:
    st.session_state.pop(_SECRET, None)


def _line(one: dict) -> None:
    channel_id, kind = one["channelId"], one["kind"]
    about = [t(KINDS[kind]) if kind in KINDS else kind, told(one["tells"]), t("since {moment} UTC", moment=minute(one["createdAt"]))]
    with st.container(horizontal=True, border=True, vertical_alignment="center", key=f"channel-{channel_id}"):
        html('<p class="ui-line"><strong>{to}</strong><span>{about}</span></p>', to=one["to"], about=" · ".join(about))
        st.button(t("Send a test"), key=f"test-{channel_id}", icon=":material/send:", on_click=_tested, args=(one,))
        with st.popover(t("Delete"), icon=":material/delete:", key=f"delete-{channel_id}"):
            html("<p>{text}</p>", text=t("Nothing more is sent to {to}, and its secret is forgotten.", to=one["to"]) if kind == "webhook" else t("Nothing more is sent to {to}.", to=one["to"]))
            st.button(t("Delete channel"), type="primary", key=f"delete-now-{channel_id}", on_click=_deleted, args=(one,))


def _tested(one: dict) -> None:
    with outcome.kept(_PLACE):
        reply = identity.api().post(f"/insights/channels/{segment(one['channelId'])}/test")
        if reply["delivered"]:
            outcome.keep(_PLACE, t("The test has arrived at {to}.", to=one["to"]))
        else:
            outcome.keep(_PLACE, t("The test did not arrive at {to}: {why}", to=one["to"], why=reply.get("error") or "–"), good=False)


def _deleted(one: dict) -> None:
    with outcome.kept(_PLACE):
        identity.api().delete(f"/insights/channels/{segment(one['channelId'])}")
        if (st.session_state.get(_SECRET) or {}).get("channelId") == one["channelId"]:
            _forget_secret()
        outcome.keep(_PLACE, t("{to} is deleted.", to=one["to"]))


def _how_to_check() -> None:
    with st.expander(t("How a receiver checks a signature"), icon=":material/verified_user:", key="how-to-check"):
        steps = [
            t("Take the headers webhook-id, webhook-timestamp and webhook-signature, and the body byte by byte as it came."),
            t("The key is the secret without whsec_, decoded from Base64. With it compute HMAC-SHA256 of id, timestamp and body, with a full stop after the id and after the timestamp."),
            t("In Base64 and after “v1,” it has to be one of the signatures in webhook-signature, which a space separates. Compare in constant time."),
            t("Refuse a timestamp that is more than five minutes off. A message may come twice, with the same webhook-id: the second is to do nothing."),
        ]
        st.html(Markup("<ol>{}</ol>").format(Markup("").join(Markup("<li>{}</li>").format(one) for one in steps)))
        st.code(f"import base64\nimport hmac\n\n\n{inspect.getsource(receiver.is_genuine)}", language="python", wrap_lines=True)
        html(
            '<p>{text} <a href="{link}" target="_blank">{link}</a></p>',
            text=t("It is the Standard Webhooks specification, for which there are libraries in many languages:"),
            link=SPECIFICATION,
        )
