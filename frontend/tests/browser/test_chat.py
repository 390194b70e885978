"""Chat in a browser."""

from playwright.sync_api import expect

from page import CHART


def test_ask_follow_up_and_reload(visitor, system, size, picture):
    somebody = visitor(size=size).sign_in(system.token("demo", "member"))
    page = somebody.page
    page.get_by_text("What would you like to know?").wait_for()
    picture(somebody, "chat-welcome")
    page.locator(".st-key-starters").get_by_role("button", name="Revenue by month in 2011").click()
    somebody.answered("went from £560,000.26")
    page.locator(CHART).first.wait_for()
    picture(somebody, "chat-series")
    somebody.ask("Compare revenue in Germany in March 2011 with April 2011")
    somebody.answered("£14,170.02")
    somebody.ask("and in France?")
    somebody.answered("France")
    picture(somebody, "chat")
    page.locator(".st-key-further").get_by_role("button", name="Why did revenue change").click()
    somebody.answered("Of the change")
    page.reload()
    somebody.answered("Of the change")
    expect(page.locator(".ui-asked")).to_have_count(4)
    page.get_by_role("button", name="How was this computed?").last.click()
    page.get_by_role("button", name="Compute again").click()
    page.get_by_text("It is the same.").wait_for()
    picture(somebody, "facts")
    page.get_by_role("button", name="Close").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").last.click()
    assert download.value.path().read_text().startswith("id,role,measure")


def test_a_chart_is_taken_along_as_a_picture(visitor, system):
    somebody = visitor().sign_in(system.token("demo", "member"))
    page = somebody.page
    somebody.ask("revenue by month in 2011")
    somebody.answered("went from £560,000.26")
    chart = page.locator(CHART).first
    chart.hover()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as PNG").first.click()
    picture = download.value.path().read_bytes()
    assert picture.startswith(b"\x89PNG")
    width = int.from_bytes(picture[16:20], "big")
    assert width > chart.bounding_box()["width"], "drawn for a screen of twice the points"


def test_a_question_back_is_answered_by_a_click(visitor, system, picture):
    somebody = visitor().sign_in(system.token("demo", "member"))
    somebody.ask("How many in March 2011?")
    somebody.answered("Which figure would you like?")
    picture(somebody, "chat-choice")
    somebody.page.locator(".st-key-choices").get_by_role("button", name="orders", exact=True).click()
    somebody.answered("1,665")


def test_a_part_of_the_question_is_changed(visitor, system, picture):
    somebody = visitor().sign_in(system.token("demo", "member"))
    page = somebody.page
    somebody.ask("revenue in Germany in March 2011")
    somebody.answered("Germany")
    chips = page.locator("[class*=st-key-chips-]")
    chips.last.get_by_role("button", name="March 2011").click()
    for part in ("month, From", "month, To"):
        page.get_by_role("spinbutton", name=part).press_sequentially("04")
    page.get_by_role("spinbutton", name="day, To").press_sequentially("30")
    # Where a day is typed there is a calendar, which a click beside it closes.
    page.get_by_text("Change the question").click()
    picture(somebody, "chat-change")
    page.get_by_role("dialog").get_by_role("button", name="Ask again").click()
    somebody.answered("Revenue for Germany in April 2011 came to")
    chips.last.get_by_role("button", name="country").click()
    page.get_by_role("dialog").get_by_role("combobox").fill("Fran")
    page.get_by_role("option", name="France", exact=True).click()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").get_by_role("button", name="Ask again").click()
    somebody.answered("France")
    # The conversation shows what was changed, and goes on from there.
    expect(page.locator(".ui-asked").last).to_have_text("country = Germany, France")
    somebody.ask("and in May 2011?")
    somebody.answered("France")
    page.reload()
    somebody.answered("May 2011")
    expect(page.locator(".ui-asked")).to_have_count(4)


def test_sentences_come_one_by_one_and_stop_keeps_them(visitor, system, slow_tenant, held_provider, size):
    somebody = visitor(size=size).sign_in(system.token(slow_tenant, "member"))
    page = somebody.page
    somebody.ask("What was revenue in January 2024?")
    page.locator(".ui-answer[aria-busy] .ui-said", has_text="Revenue was").wait_for()
    assert somebody.answers.count() == 0
    # The provider says nothing more: what ends the answer is the click.
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("Stopped here.").wait_for()
    somebody.settled()
    said = page.locator(".ui-said").last.inner_text()
    assert said and "That is all" not in said
    page.reload()
    page.get_by_text("Stopped here.").wait_for()
    somebody.settled()
    assert page.locator(".ui-said").last.inner_text() == said


def test_a_click_does_not_end_an_answer(visitor, system, slow_tenant, held_provider):
    # With a conversation, there is a field to search for one.
    token = system.token(slow_tenant)
    assert system.call("POST", "/chat", token, json={"text": "Write me a poem about the sea"}).status_code == 200
    somebody = visitor().sign_in(token)
    page = somebody.page
    somebody.ask("What was revenue in February 2024?")
    page.locator(".ui-answer[aria-busy] .ui-said", has_text="Revenue was").wait_for()
    page.get_by_label("Search conversations").fill("nothing like it")
    page.get_by_text("Nothing found.").wait_for()
    assert somebody.answers.count() == 0
    held_provider.release()
    somebody.answered("That is all")
    assert page.get_by_text("Stopped here.").count() == 0


def test_signing_out_ends_it(visitor, system):
    somebody = visitor().sign_in(system.token("demo"))
    page = somebody.page
    cookie = next(one for one in somebody.context.cookies() if one["name"] == "salestalk_sign_in")
    assert cookie["httpOnly"] and cookie["sameSite"] == "Strict"
    page.get_by_role("button", name="demo · Owner").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    page.goto(somebody.url + "/dashboard")
    page.wait_for_url("**/sign-in")


def test_an_api_key_signs_in_as_its_role(visitor, system, new_tenant):
    owner = system.token(new_tenant())
    made = system.call("POST", "/api-keys", owner, json={"name": "pages", "role": "member"}).json()
    somebody = visitor().sign_in(made["key"])
    page = somebody.page
    page.get_by_role("button", name="· Member").wait_for()
    somebody.ask("revenue in January 2024")
    somebody.answers.locator(".ui-figure-value").wait_for()
    assert made["key"] not in page.content()
    # What is no key is for the API to say.
    for refused in (made["key"] + "x", "nonsense", "\u20ac"):
        stranger = visitor()
        stranger.page.goto(stranger.url)
        stranger.page.get_by_text("Use a token").click()
        stranger.page.get_by_label("Token").fill(refused)
        stranger.page.get_by_role("button", name="Sign in").click()
        stranger.page.get_by_text("This token is not accepted.").wait_for()


def test_the_token_is_nowhere_in_the_page(visitor, system):
    token = system.token("demo")
    somebody = visitor()
    heard: list[str] = []
    somebody.page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: heard.append(str(frame))))
    somebody.sign_in(token)
    somebody.ask("What was revenue in March 2011?")
    somebody.answered("£683,267.08")
    page = somebody.page
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    secret = token.split(".")[2]
    assert heard and not any(secret in text for text in [*heard, page.content(), page.url, stored])


def test_another_language(visitor, system, picture):
    somebody = visitor(locale="de-DE")
    somebody.page.goto(somebody.url)
    somebody.page.get_by_text("Ein Token verwenden").click()
    somebody.page.get_by_label("Token").fill(system.token("demo", "member"))
    somebody.page.get_by_role("button", name="Anmelden").click()
    somebody.page.get_by_text("Was möchten Sie wissen?").wait_for()
    somebody.ask("Umsatz im März 2011", field="Fragen Sie nach Ihren Verkäufen")
    somebody.answered("Revenue im März 2011: £683,267.08")
    picture(somebody, "chat-german")
