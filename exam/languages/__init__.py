"""Questions in other languages than English, each file one."""

from . import french, german, portuguese, spanish

LANGUAGES = {"german": german.make, "french": french.make, "spanish": spanish.make, "portuguese": portuguese.make}
