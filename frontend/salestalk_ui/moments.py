"""Moments of the API for people, in UTC."""


def minute(moment: str | None) -> str:
    """To the minute; nothing where there is none."""
    return moment[:16].replace("T", " ") if moment else ""
