"""Key figures of a month beside another, and how they went. Every figure is a fact of the API."""

import calendar
import datetime

import streamlit as st

from .. import identity
from ..components.figure import change_of, figure
from ..language import t
from ..markup import html
from ..measures import catalogue, labels

MOST_MEASURES = 6
MONTHS = 13


def show() -> None:
    html("<h1>{title}</h1>", title=t("Dashboard"))
    found = catalogue()
    months = _months()
    if not found or not months:
        html('<div class="ui-note"><p>{text}</p></div>', text=t("There are no sales figures yet. An administrator can import a file on the page Data."))
        return
    choose, against = st.columns(2)
    month = choose.selectbox(t("Month"), list(reversed(months)), key="dashboard-month", format_func=_named)
    baselines = {"previousPeriod": t("the month before"), "previousYear": t("the year before")}
    baseline = against.selectbox(t("Compared with"), list(baselines), format_func=baselines.get, key="dashboard-baseline")
    measures = [one["name"] for one in found["catalogue"]["measures"]][:MOST_MEASURES]
    api = identity.api()
    compared = api.post("/query", {"intent": "compare", "measures": measures, "period": _period(month), "baseline": baseline})
    if compared.get("noData"):
        # Without a month to compare with, the month alone.
        st.caption(compared["noData"])
        compared = api.post("/query", {"intent": "lookup", "measures": measures, "period": _period(month)})
    shown = months[: months.index(month) + 1][-MONTHS:]
    series = api.post("/query", {"intent": "series", "measures": measures, "groupBy": {"grain": "month"}, "period": _span(shown)})
    _tiles(measures, compared["facts"], series["facts"], baselines[baseline])
    for dimension in found["catalogue"].get("dimensions", [])[:2]:
        _leaders(measures[0], dimension, month)


def _months() -> list[str]:
    """Months with data; the last may be incomplete, and is left to the chat, which says so."""
    imports = [one for one in identity.api().get("/imports")["imports"] if one["state"] == "done" and one.get("period")]
    months = sorted({month for one in imports for month in one.get("months", [])})
    newest = max((one["period"]["to"] for one in imports), default="")
    whole = [month for month in months if newest >= _period(month)["to"]]
    return whole or months


def _period(month: str) -> dict:
    year, number = int(month[:4]), int(month[5:])
    last = calendar.monthrange(year, number)[1]
    return {"from": f"{month}-01", "to": f"{month}-{last:02}", "grain": "month"}


def _span(months: list[str]) -> dict:
    return {"from": _period(months[0])["from"], "to": _period(months[-1])["to"], "grain": "range"}


def _named(month: str) -> str:
    return datetime.date(int(month[:4]), int(month[5:]), 1).strftime("%m / %Y")


def _tiles(measures: list[str], compared: list[dict], series: list[dict], against: str) -> None:
    names = labels()
    for start in range(0, len(measures), 3):
        for column, measure in zip(st.columns(3), measures[start : start + 3]):
            fact = next((one for one in compared if one["measure"] == measure and one["role"] == "value"), None)
            with column, st.container(border=True, key=f"tile-{measure}", height="stretch"):
                value = fact["display"] if fact else "–"
                st.html(figure(names[measure], value, change_of(fact, compared) if fact else None, f"· {against}"))
                _trend(measure, names[measure], [one for one in series if one["measure"] == measure and one["role"] == "value" and one.get("value")])


def _trend(measure: str, name: str, facts: list[dict]) -> None:
    values = [{"at": one["period"][:7], "label": one["label"], "value": float(one["value"]), "display": one["display"]} for one in facts]
    tooltip = [{"field": "label", "title": t("Month")}, {"field": "display", "title": name}]
    spec = {
        "description": t("{measure} by month", measure=name),
        "data": {"values": values},
        "height": 64,
        "encoding": {
            "x": {"field": "at", "type": "ordinal", "axis": None},
            "y": {"field": "value", "type": "quantitative", "axis": None, "scale": {"zero": True}},
            "tooltip": tooltip,
        },
        "layer": [
            {"mark": {"type": "area", "color": "#3b6fb6", "opacity": 0.15}},
            {"mark": {"type": "line", "color": "#3b6fb6", "strokeWidth": 2}},
            {"mark": {"type": "point", "opacity": 0, "size": 200}},
        ],
        "config": {"view": {"stroke": None}},
        "padding": {"left": 2, "right": 2, "top": 2, "bottom": 2},
    }
    st.vega_lite_chart(spec, width="stretch", key=f"trend-{measure}")


def _leaders(measure: str, dimension: dict, month: str) -> None:
    plan = {"intent": "rank", "measures": [measure], "groupBy": {"dimension": dimension["name"]}, "top": {"n": 5, "order": "highest"}, "period": _period(month)}
    facts = identity.api().post("/query", plan)["facts"]
    if not facts:
        return
    title = t("{measure} by {dimension}, top 5", measure=labels()[measure], dimension=dimension["name"])
    html("<h2>{title}</h2>", title=title)
    values = [{"name": one["filters"][-1]["members"][0], "value": float(one["value"] or 0), "display": one["display"]} for one in facts]
    bars = {"mark": {"type": "bar", "color": "#3b6fb6", "cornerRadiusEnd": 3}}
    # The figures stand beside the bars, inside.
    ends = [min(0.0, *(one["value"] for one in values)), 1.2 * max(0.0, *(one["value"] for one in values))]
    figures = {"mark": {"type": "text", "align": "left", "dx": 5}, "encoding": {"text": {"field": "display"}}}
    spec = {
        "description": title,
        "data": {"values": values},
        "height": {"step": 30},
        "encoding": {
            "y": {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 220, "ticks": False, "domain": False}},
            "x": {"field": "value", "type": "quantitative", "axis": None, "scale": {"domain": ends}},
        },
        "layer": [bars, figures],
    }
    st.vega_lite_chart(spec, width="stretch", key=f"leaders-{dimension['name']}")
