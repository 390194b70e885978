"""Scripted dialogues of three to six turns; each turn has its phrasings, and the plan that the reply must show."""

from .script import dialogue

__all__ = ["dialogue"]
