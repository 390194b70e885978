"""A change of a tenant under way: the request in a thread, and the steps of its operation as they are done."""

import threading
import time

import streamlit as st

from .. import identity
from ..api import Api, Problem, segment
from ..components import problem
from ..language import t
from ..markup import Markup, html

LOOK_SECONDS = 0.25
# After its reply an operation goes on without this page, by the API's queue.
FOLLOWED_SECONDS = 30
_STEP = Markup("<li><span aria-hidden='true'>{mark}</span><span>{step}: {detail}</span><small>{took}</small></li>")
STATES = {"running": "running", "succeeded": "done", "failed": "failed", "superseded": "taken over by a later one"}


class Command:
    """`send` makes the request; what it came to is in `reply` or `problem`."""

    def __init__(self, tenant: str, name: str, send):
        self.tenant, self.name = tenant, name
        self.reply: dict | None = None
        self.problem: Problem | None = None
        self._send = send
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        return self._done.wait(seconds)

    def _run(self) -> None:
        try:
            self.reply = self._send()
        except Problem as problem:
            self.problem = problem
        finally:
            self._done.set()


def begin(tenant: str, name: str, send) -> None:
    """`send` takes the API: it runs outside of this page."""
    api = identity.api()
    st.session_state["command"] = Command(tenant, name, lambda: send(api))
    st.session_state.pop("outcome", None)


def follow() -> None:
    """Shows the change under way until it ends; then its outcome stays until the next."""
    command: Command | None = st.session_state.get("command")
    if command:
        with st.status(t("{what} of {tenant} …", what=command.name, tenant=command.tenant), expanded=True):
            place = st.empty()
            operation = _followed(command, identity.api(), place)
        st.session_state.pop("command")
        st.session_state["outcome"] = (command, operation)
        st.rerun()
    if outcome := st.session_state.get("outcome"):
        _ended(*outcome)


def _followed(command: Command, api: Api, place) -> dict | None:
    looks = 0
    while True:
        done = command.wait(LOOK_SECONDS)
        looks += done
        operation = _newest(api, command)
        with place:
            steps(operation or {"steps": []})
        # A reply that came before the end is the operation itself, and is waited for.
        runs = operation is not None and operation["state"] == "running" and command.problem is None
        if done and (not runs or looks * LOOK_SECONDS > FOLLOWED_SECONDS):
            return operation
        if done:
            time.sleep(LOOK_SECONDS)


def _newest(api: Api, command: Command) -> dict | None:
    try:
        return next(iter(api.get(f"/tenants/{segment(command.tenant)}/operations")["operations"]), None)
    except Problem:
        # It is not there yet.
        return None


def _ended(command: Command, operation: dict | None) -> None:
    failure = (operation or {}).get("failure")
    if command.problem and not failure:
        problem.show(command.problem)
        return
    if failure:
        failed(failure)
    elif (operation or {}).get("state") == "running":
        html('<div class="ui-note ui-note-warn" role="status"><p>{text}</p></div>', text=t("{what} of {tenant} takes longer, and goes on by itself. Its steps are under Operations.", what=command.name, tenant=command.tenant))
    else:
        html('<div class="ui-note ui-note-good" role="status"><p>{text}</p></div>', text=t("{what} of {tenant}: done.", what=command.name, tenant=command.tenant))
    with st.expander(t("Steps"), expanded=bool(failure)):
        steps(operation or {"steps": []})


def failed(failure: dict) -> None:
    html(
        '<div class="ui-note ui-note-bad" role="alert"><strong>{title}</strong><p>{cause}</p><p>{action}</p></div>',
        title=t("The step “{step}” failed", step=failure["step"]),
        cause=failure["cause"],
        action=failure["nextAction"],
    )


def steps(operation: dict) -> None:
    failed_step = (operation.get("failure") or {}).get("step")
    lines = [
        _STEP.format(mark="✕" if one["step"] == failed_step else "✓", step=one["step"], detail=one["detail"], took=f"{one['tookMs']} ms")
        for one in operation["steps"]
    ]
    st.html(Markup('<ul class="ui-steps">{}</ul>').format(Markup("").join(lines)) if lines else Markup("<p>{}</p>").format(t("Nothing was to be done.") if operation.get("state") else t("Waiting for the first step …")))
