"""Checks by name. Each ends as one line of JSON on standard output, which `cargo xtask clients` makes a table of."""

import asyncio
import inspect
import json
import sys
import traceback

_checks = []


def check(name):
    """The function that follows is a check: it fails by an exception, and may return a remark."""

    def remember(function):
        _checks.append((name, function))
        return function

    return remember


def raises(kind, call):
    """The exception of `kind` that `call` must raise."""
    try:
        result = call()
    except kind as error:
        return error
    raise AssertionError(f"no {kind.__name__}, but {result!r}")


def run():
    """All checks, in the order in which they were written."""
    for name, function in _checks:
        line = {"check": name}
        try:
            remark = asyncio.run(function()) if inspect.iscoroutinefunction(function) else function()
            line |= {"passed": True, "remark": remark or ""}
        except Exception as error:
            traceback.print_exc(file=sys.stderr)
            line |= {"passed": False, "remark": f"{type(error).__name__}: {error}"}
        print(json.dumps(line), flush=True)
