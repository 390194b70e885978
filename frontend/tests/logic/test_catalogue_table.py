"""The catalogue goes into tables and comes back."""

import pytest

from salestalk_ui.tenant_data import catalogue_table as tables

CATALOGUE = {
    "name": "Shop",
    "time": {"column": "Date", "formats": ["%Y-%m-%d"]},
    "key": ["Id"],
    "measures": [
        {"name": "revenue", "unit": "money", "aggregate": {"sum": "Amount"}, "synonyms": ["sales"]},
        {"name": "orders", "unit": "count", "aggregate": "count", "synonyms": [], "where": [{"column": "Id", "is": "blank", "not": True}]},
        {"name": "basket", "label": "basket size", "unit": "money", "aggregate": {"ratio": {"of": "revenue", "per": "orders"}}, "synonyms": []},
    ],
    "dimensions": [{"name": "shop", "column": "Shop", "synonyms": [], "aliases": {"HQ": "North"}}],
}


def rows():
    return tables.measure_rows(CATALOGUE), tables.dimension_rows(CATALOGUE), tables.alias_rows(CATALOGUE)


def test_unchanged_rows_are_the_same_catalogue():
    assert tables.changed(CATALOGUE, *rows()) == CATALOGUE


def test_what_is_typed_arrives():
    measures, dimensions, aliases = rows()
    measures[0]["synonyms"] = "sales, turnover ,"
    aliases.append({"dimension": "shop", "alias": "Nord", "member": "North"})
    # A new row that nobody filled in.
    dimensions.append({"name": None, "plural": float("nan"), "synonyms": None, "column": None})
    new = tables.changed(CATALOGUE, measures, dimensions, aliases, currency="EUR")
    assert new["measures"][0]["synonyms"] == ["sales", "turnover"]
    assert new["measures"][1]["where"] == CATALOGUE["measures"][1]["where"]
    assert new["dimensions"][0]["aliases"] == {"HQ": "North", "Nord": "North"}
    assert len(new["dimensions"]) == 1
    assert new["currency"] == "EUR"


def test_a_ratio_of_one_is_refused():
    measures, dimensions, aliases = rows()
    measures[2]["of"] = "revenue"
    with pytest.raises(tables.RowError, match="basket"):
        tables.changed(CATALOGUE, measures, dimensions, aliases)
