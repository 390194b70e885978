"""Two people in two browsers, of two tenants and of one: each sees their own."""

import os
import random

# Twice as many actions; 100 were run by hand (README.md).
ROUNDS = int(os.environ.get("SALESTALK_ROUNDS", "8"))


def test_two_browsers_never_see_each_others_data(visitor, system, new_tenant):
    ones = [new_tenant(f"Date;Product;Amount\n2024-01-0{n};Canary{n}{n}{n};{n}{n}{n},50\n2024-01-1{n};Tea;1,00\n") for n in (4, 7)]
    people = [visitor().sign_in(system.token(tenant)) for tenant in ones]
    words = ["Canary444", "Canary777"]
    order = [0, 1] * ROUNDS
    random.Random(11).shuffle(order)
    for step, who in enumerate(order):
        act(people[who], step, words[who])
        people[who].settled()
        seen = people[who].page.locator("body").inner_text()
        assert words[1 - who] not in seen and ones[1 - who] not in seen
    for who, somebody in enumerate(people):
        somebody.go("/")
        somebody.ask("top 2 products by revenue in January 2024")
        somebody.answered(words[who])


def act(somebody, step: int, word: str) -> None:
    page = somebody.page
    match step % 4:
        case 0 | 1:
            somebody.go("/")
            somebody.ask("top 2 products by revenue in January 2024")
            somebody.answered(word)
        case 2:
            somebody.go("/dashboard")
            page.locator(".ui-figure-value").first.wait_for()
        case 3:
            somebody.go("/data").page.get_by_role("tab", name="Imports").click()
            page.get_by_text("sales.csv").first.wait_for()


def test_a_link_to_anothers_conversation_opens_nothing(visitor, system, new_tenant):
    tenant = new_tenant()
    owner = visitor().sign_in(system.token(tenant))
    owner.ask("revenue in January 2024")
    owner.answers.locator(".ui-figure-value").wait_for()
    owner.settled()
    said = owner.page.locator(".ui-said").inner_text()
    owner.page.wait_for_url("**/?session=*")
    stranger = visitor().sign_in(system.token(new_tenant()))
    stranger.page.goto(owner.page.url)
    stranger.page.get_by_text("What would you like to know?").wait_for()
    stranger.settled()
    assert said not in stranger.page.locator("body").inner_text()


def test_two_people_of_one_server_keep_their_sign_ins(visitor, system):
    member, operator = visitor().sign_in(system.token("demo")), visitor().sign_in(system.operator)
    for _ in range(3):
        member.page.reload()
        operator.page.reload()
        member.page.get_by_role("button", name="demo · Owner").wait_for()
        operator.page.get_by_role("button", name="SalesTalk · Operator").wait_for()
