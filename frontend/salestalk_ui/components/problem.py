"""What went wrong, and what to do about it."""

from contextlib import contextmanager

from ..api import Problem, Unreachable
from ..language import t
from ..markup import html


def show(problem: Problem) -> None:
    title = t("The server cannot be reached") if isinstance(problem, Unreachable) else problem.title
    remedy = t("Try again in a moment.") if isinstance(problem, Unreachable) else problem.remedy or ""
    html(
        '<div class="ui-note ui-note-bad" role="alert"><strong>{title}</strong><p>{detail}</p><p>{remedy}</p></div>',
        title=title,
        detail=problem.detail,
        remedy=remedy,
    )


@contextmanager
def told():
    """Shows a refusal of the API in place of the rest of what is done here."""
    try:
        yield
    except Problem as problem:
        show(problem)
