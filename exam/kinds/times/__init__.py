"""Periods in the ways they are said: each form makes (what is said, first day, last day) at random."""

from .absolute import FORMS as ABSOLUTE
from .relative import FORMS as RELATIVE

FORMS = ABSOLUTE + RELATIVE
