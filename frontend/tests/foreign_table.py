"""Tables that have a tenant's names and are somebody else's, put where the local stack keeps its tables."""

import sqlite3
from pathlib import Path

OURS, THEIRS = '"control-plane"', '"somebody else"'


def put(tables: Path, tenant: str, pattern: str) -> None:
    """Copies the tables of the tenant `pattern` for `tenant`, with an owner's tag that is not ours."""
    with sqlite3.connect(tables / f"tenant-{pattern}.db") as source:
        lines = "\n".join(source.iterdump())
    target = sqlite3.connect(tables / f"tenant-{tenant}.db")
    target.execute("PRAGMA journal_mode = WAL")
    target.executescript(lines.replace(pattern, tenant).replace(OURS, THEIRS).replace(f'"Value":"{tenant}"', '"Value":"other"'))
    target.close()


def give_back(tables: Path, tenant: str) -> None:
    """Gives the tables the tenant's own tags, as an operator would who knows better."""
    target = sqlite3.connect(tables / f"tenant-{tenant}.db")
    with target:
        target.execute(f"""UPDATE _tables SET tags = replace(replace(tags, '{THEIRS}', '{OURS}'), '"other"', '"{tenant}"')""")
    target.close()
