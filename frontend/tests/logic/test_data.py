"""The data and dashboard pages over the real API."""

from sales import SALES
from page import opened, tab, written


def test_a_file_is_imported_summed_up_and_taken_back(system, new_tenant):
    tenant = new_tenant(csv=None)
    page = opened(system.token(tenant), "data")
    page.file_uploader(key="file").set_value(("winter.csv", SALES.encode(), "text/csv")).run()
    page.button(key="import").click().run()
    html = written(page)
    assert "winter.csv" in html and "20 rows imported, 1 could not be read." in html
    assert "Rows that could not be read" in html
    undo = next(one for one in page.button if (one.key or "").startswith("undo-"))
    undo.click().run()
    imports = system.call("GET", "/imports", system.token(tenant)).json()["imports"]
    assert imports[0]["state"] == "undone"


def test_the_same_file_again_changes_nothing(system, new_tenant):
    page = opened(system.token(new_tenant()), "data")
    page.file_uploader(key="file").set_value(("sales.csv", SALES.encode(), "text/csv")).run()
    page.button(key="import").click().run()
    assert "nothing changed" in written(page)


def test_a_file_that_is_none_says_what_to_do(system, new_tenant):
    page = opened(system.token(new_tenant(csv=None)), "data")
    page.file_uploader(key="file").set_value(("x.csv", b"a;b\n1;2\n", "text/csv")).run()
    page.button(key="import").click().run()
    assert "give the file a header line and a date column" in written(page)


def test_a_large_file_goes_by_way_of_the_bucket(system, new_tenant):
    tenant = new_tenant(csv=None)
    rows = "".join(f"2024-01-{1 + n % 28:02};Shop {n % 50} {'x' * 60};{n % 7}\n" for n in range(60_000))
    content = ("Date;Shop;Units\n" + rows).encode()
    assert len(content) > 4 << 20
    page = opened(system.token(tenant), "data")
    page.default_timeout = 60
    page.file_uploader(key="file").set_value(("large.csv", content, "text/csv")).run()
    page.button(key="import").click().run()
    assert "60,000 rows imported, 0 could not be read." in written(page)


def test_the_catalogue_is_shown_and_saved(system, new_tenant):
    tenant = new_tenant()
    token = system.token(tenant)
    page = tab(opened(token, "data"), "data-tabs", "Catalogue")
    page.selectbox(key=f"week-{tenant}-1").set_value("sunday").run()
    page.button(key="save-catalogue").click().run()
    assert "Saved as version 2." in written(page)
    assert system.call("GET", "/catalogue", token).json()["catalogue"]["weekStart"] == "sunday"


def test_the_dashboard_shows_the_apis_figures(system):
    token = system.token("demo", "member")
    page = opened(token, "dashboard")
    plan = {"intent": "compare", "measures": ["revenue"], "period": {"from": "2011-11-01", "to": "2011-11-30", "grain": "month"}, "baseline": "previousPeriod"}
    facts = system.call("POST", "/query", token, json=plan).json()["facts"]
    html = written(page)
    assert facts[0]["display"] == "£1,461,756.25" and facts[0]["display"] in html
    assert f"▲ {facts[3]['display']} <span>· the month before" in html
    page.selectbox(key="dashboard-month").set_value("2010-12").run()
    assert "£748,957.02" in written(page) and "ui-figure-change" not in written(page)


def test_a_dashboard_without_data_says_so(system, new_tenant):
    assert "There are no sales figures yet" in written(opened(system.token(new_tenant(csv=None)), "dashboard"))
