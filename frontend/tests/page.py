"""The application under AppTest, as somebody who is signed in."""

from streamlit.testing.v1 import AppTest

from system import FRONTEND

# A chart that is drawn, in a browser.
CHART = ".stVegaLiteChart svg.marks"


def opened(token: str, page: str = "", **parameters) -> AppTest:
    """`page` is one of `salestalk_ui/pages`; without it the first page of the navigation is run."""
    if page:
        script = f"from salestalk_ui.components.problem import told\nfrom salestalk_ui.pages import {page}\nwith told():\n    {page}.show()\n"
        test = AppTest.from_string(script, default_timeout=30)
    else:
        test = AppTest.from_file(str(FRONTEND / "app.py"), default_timeout=30)
    test.session_state["token"] = token
    for name, value in parameters.items():
        test.query_params[name] = value
    return test.run()


def written(test: AppTest) -> str:
    """All HTML of a page, its side bar and its dialogs; not the style sheet."""
    assert not test.exception, [one.value for one in test.exception]
    return "\n".join(one.proto.body for one in test.get("html") if not one.proto.body.startswith("<style>"))


def tab(test: AppTest, tabs: str, name: str) -> AppTest:
    """Opens a tab."""
    test.session_state[tabs] = name
    return test.run()

