"""The operator's console in a browser."""

import itertools
import re

from page import CHART

_numbers = itertools.count(1)


def test_onboard_suspend_and_offboard(visitor, system, size, picture):
    tenant = f"console{next(_numbers)}"
    somebody = visitor(size=size).sign_in(system.operator)
    page = somebody.page
    page.get_by_text("New tenant").click()
    page.get_by_label("Id", exact=True).fill("Console 1")
    page.get_by_text("The id is a small letter").wait_for()
    picture(somebody, "onboarding")
    page.get_by_label("Id", exact=True).fill(tenant)
    page.get_by_label("Name", exact=True).fill("Console Ltd")
    page.get_by_label("Owner's e-mail").fill("owner@console.example")
    page.get_by_role("button", name="Create tenant").and_(page.locator(":enabled")).click()
    page.get_by_text(f"Onboarding of {tenant}: done.").wait_for()
    page.get_by_label("Search tenants").fill(tenant)
    # Not 11 of 11.
    page.get_by_text(re.compile(r"^1 of ")).wait_for()
    picture(somebody, "tenants")
    page.get_by_role("button", name=f"Open {tenant}").click()
    member = visitor().sign_in(system.token(tenant, "member"))
    page.get_by_role("button", name="Suspend").click()
    page.get_by_text(f"Suspension of {tenant}: done.").wait_for()
    # Refused at once, also where somebody is signed in.
    member.ask("revenue in January 2024")
    member.page.get_by_text("suspended").first.wait_for()
    page.get_by_role("tab", name="Audit").click()
    page.get_by_role("button", name="Verify the chain").click()
    page.get_by_text("the chain is whole").wait_for()
    picture(somebody, "tenant-audit")
    page.get_by_role("button", name="Offboard").click()
    erase = page.get_by_role("button", name="Export and erase")
    # A name that has been on the page already would tell nothing.
    with somebody.told("almost-" + tenant):
        page.get_by_label(f"Type {tenant} to confirm").fill("almost-" + tenant)
    assert erase.is_disabled()
    page.get_by_label(f"Type {tenant} to confirm").fill(tenant)
    page.get_by_role("button", name="Export and erase").and_(page.locator(":enabled")).click()
    page.get_by_text(f"Offboarding of {tenant}: done.").wait_for()
    page.get_by_text("Steps", exact=True).click()
    page.locator(".ui-steps", has_text="drain").filter(visible=True).wait_for()
    page.get_by_role("tab", name="Overview").click()
    page.get_by_role("cell", name="all versions deleted").wait_for()
    picture(somebody, "certificate")


def test_fleet_and_usage(visitor, system, size, picture):
    somebody = visitor(size=size).sign_in(system.operator, "/fleet")
    somebody.page.get_by_role("button", name="Look for differences").click()
    somebody.page.get_by_text("tenants looked at").wait_for()
    picture(somebody, "fleet")
    somebody.go("/usage")
    somebody.page.locator(CHART).first.wait_for()
    picture(somebody, "usage")
