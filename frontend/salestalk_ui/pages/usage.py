"""What the tenants used and cost, by month and tenant."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import streamlit as st

from .. import identity
from ..components.figure import figure
from ..components.table import table
from ..language import t
from ..markup import Markup, html

# Each tenant is a request of its own.
MOST = 200
AT_ONCE = 8


def show() -> None:
    html("<h1>{title}</h1>", title=t("Usage"))
    api = identity.api()
    tenants = api.pages("/tenants", "tenants", cursor="after", most=MOST, limit=MOST)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        reports = list(pool.map(lambda one: api.get(f"/tenants/{one['tenantId']}/usage"), tenants))
    rows = [{"tenant": one["tenantId"], **month} for one in reports for month in one["months"]]
    if not rows:
        st.caption(t("Nothing was used yet."))
        return
    months = sorted({row["month"] for row in rows}, reverse=True)
    month = st.selectbox(t("Month"), months, key="usage-month")
    chosen = [row for row in rows if row["month"] == month]
    cost = sum(Decimal(row.get("costUsd", "0")) for row in chosen)
    figures = [
        figure(t("Questions"), f"{sum(row.get('turns', 0) for row in chosen):,}"),
        figure(t("Cost in USD"), f"{cost:,.4f}".rstrip("0").rstrip(".")),
        figure(t("Tokens"), f"{sum(_tokens(row) for row in chosen):,}"),
        figure(t("Imported rows"), f"{sum(row.get('importedRows', 0) for row in chosen):,}"),
    ]
    st.html(Markup('<div class="ui-figures">{}</div>').format(Markup("").join(figures)))
    measure = st.segmented_control(t("Show"), ["turns", "costUsd", "importedRows"], default="turns", required=True, key="usage-measure", format_func={"turns": t("Questions"), "costUsd": t("Cost in USD"), "importedRows": t("Imported rows")}.get)
    _chart(rows, measure)
    lines = [[row["tenant"], f"{row.get('turns', 0):,}", f"{_tokens(row):,}", row.get("costUsd", "0"), f"{row.get('importedRows', 0):,}"] for row in sorted(chosen, key=lambda row: -row.get("turns", 0))]
    columns = [t("Tenant"), t("Questions"), t("Tokens"), t("Cost in USD"), t("Imported rows")]
    st.html(table(t("Usage"), columns, lines, [1, 2, 3, 4]))
    if len(tenants) == MOST:
        st.caption(t("The first {n} tenants are shown.", n=MOST))


def _tokens(row: dict) -> int:
    return row.get("inputTokens", 0) + row.get("outputTokens", 0)


def _chart(rows: list[dict], measure: str) -> None:
    values = [{"month": row["month"], "tenant": row["tenant"], "value": float(row.get(measure, 0))} for row in rows]
    spec = {
        "description": t("Usage by month and tenant"),
        "data": {"values": values},
        "mark": {"type": "bar", "cornerRadiusEnd": 3},
        "encoding": {
            "x": {"field": "month", "type": "ordinal", "title": t("Month"), "axis": {"labelAngle": 0}},
            "y": {"field": "value", "type": "quantitative", "title": None},
            "color": {"field": "tenant", "type": "nominal", "title": t("Tenant")},
        },
        "height": 260,
    }
    st.vega_lite_chart(spec, width="stretch", key="usage-chart")
