"""The operator's pages over the real API."""

import sqlite3

import foreign_table
from page import opened, tab, written


def onboard(page, tenant, name="Acme Ltd"):
    page.text_input(key="new-id").set_value(tenant).run()
    page.text_input(key="new-name").set_value(name).run()
    page.text_input(key="new-email").set_value("owner@acme.example").run()
    return page.button(key="create").click().run()


def test_the_form_checks_as_one_types(system):
    page = opened(system.operator, "tenants")
    page.text_input(key="new-id").set_value("Acme-1").run()
    assert "small letter, then 2 to 31" in written(page) and page.button(key="create").disabled
    page.text_input(key="new-id").set_value("demo").run()
    assert "There is a tenant with this id." in written(page)
    page.text_input(key="new-id").set_value("acme").run()
    page.text_input(key="new-email").set_value("nobody").run()
    assert "This is no e-mail address." in written(page) and page.button(key="create").disabled


def test_a_tenants_life(system):
    page = onboard(opened(system.operator, "tenants"), "lifeco")
    assert "Onboarding of lifeco: done." in written(page) and "messages-table" in written(page)
    page = opened(system.operator, "tenants", tenant="lifeco")
    page.button(key="suspend").click().run()
    assert system.call("GET", "/tenants/lifeco").json()["state"] == "suspended"
    page.button(key="resume").click().run()
    page.selectbox(key="plan").set_value("enterprise").run()
    page.button(key="change-plan").click().run()
    assert system.call("GET", "/tenants/lifeco").json()["plan"] == "enterprise"
    tab(page, "tenant-tabs", "Differences").button(key="dry-run").click().run()
    assert "Nothing differs." in written(page)
    tab(page, "tenant-tabs", "Backups").button(key="back-up").click().run(timeout=60)
    assert "Backup of lifeco: done." in written(page)
    made = system.call("GET", "/tenants/lifeco/backups").json()["backups"]
    assert len(made) == 1 and made[0]["backupId"] in written(tab(page, "tenant-tabs", "Backups"))
    tab(page, "tenant-tabs", "Audit").button(key="verify").click().run()
    assert "10 entries, the chain is whole." in written(page)
    assert page.button(key="offboard").disabled
    page.text_input(key="offboard-typed").set_value("lifec").run()
    assert page.button(key="offboard").disabled
    page.text_input(key="offboard-typed").set_value("lifeco").run()
    page.button(key="offboard").click().run(timeout=60)
    assert "Offboarding of lifeco: done." in written(page)
    assert "table/tenant-lifeco-messages</td><td>deleted" in written(tab(page, "tenant-tabs", "Overview"))
    assert system.call("GET", "/tenants/lifeco").json()["state"] == "erased"


def test_a_failed_step_says_why_and_is_tried_again(system, new_tenant):
    tables = system.data_dir / "dynamodb" / "tables"
    foreign_table.put(tables, "brokenco", new_tenant(csv=None))
    page = onboard(opened(system.operator, "tenants"), "brokenco")
    assert "The step “messages-table” failed" in written(page)
    page = opened(system.operator, "tenants", tenant="brokenco")
    assert "is not this tenant&#39;s" in written(page) and "choose another id" in written(page)
    page.button(key="retry").click().run()
    assert system.call("GET", "/tenants/brokenco").json()["state"] == "failed"
    foreign_table.give_back(tables, "brokenco")
    page.button(key="retry").click().run()
    assert "Mending of brokenco: done." in written(page)
    assert system.call("GET", "/tenants/brokenco").json()["state"] == "active"


def test_the_fleet_is_counted_and_looked_at(system, new_tenant):
    new_tenant(csv=None)
    page = opened(system.operator, "fleet")
    counted = system.call("GET", "/fleet").json()
    assert f'Tenants</span><span class="ui-figure-value">{counted["tenants"]}</span>' in written(page)
    page.button(key="look").click().run()
    assert "tenants looked at, 0 busy. Nothing differs." in written(page)


def test_drift_is_shown_and_mended(system, new_tenant):
    """The marker that says whose a prefix is, is gone."""
    tenant = new_tenant(csv=None)
    index = sqlite3.connect(system.data_dir / "s3" / "index.db")
    with index:
        gone = index.execute("DELETE FROM objects WHERE CAST(key AS TEXT) LIKE ?", (f"tenants/{tenant}/%",)).rowcount
    index.close()
    assert gone
    page = tab(opened(system.operator, "tenants", tenant=tenant), "tenant-tabs", "Differences")
    page.button(key="dry-run").click().run()
    assert '<div class="ui-diff">+ prefix' in written(page)
    page.button(key="mend").click().run()
    assert f"Mending of {tenant}: done." in written(page)
    page.button(key="dry-run").click().run()
    assert "Nothing differs." in written(page)


def test_search_finds_by_name_id_and_owner(system):
    system.tenant("findme", name="Zebra <b>Ltd</b>")
    page = opened(system.operator, "tenants")
    for wanted in ("zebra", "findme"):
        page.text_input(key="tenant-search").set_value(wanted).run()
        assert [one.key for one in page.button if (one.key or "").startswith("open-")] == ["open-findme"]
    assert "Zebra &lt;b&gt;Ltd&lt;/b&gt;" in written(page)


def test_usage_is_the_apis(system):
    questions = system.call("GET", "/tenants/demo/usage").json()["months"][0]["turns"]
    page = opened(system.operator, "usage")
    assert f"<td>demo</td><td class=\"ui-number\">{questions:,}</td>" in written(page)
