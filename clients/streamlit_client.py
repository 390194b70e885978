"""Streamlit's `st.write_stream` over OpenAI's client, both as they are."""

import os
from pathlib import Path

from streamlit.testing.v1 import AppTest

from report import check, run
from settings import BASE_URL, FIGURE, KEY, POOR_KEY, QUESTION

APP = Path(__file__).with_name("streamlit_app.py")


def asked(key):
    """The app, once its answer is written."""
    os.environ |= {"OPENAI_BASE_URL": BASE_URL, "OPENAI_API_KEY": key}
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    return app.chat_input[0].set_value(QUESTION).run()


@check("st.write_stream writes the answer")
def written():
    app = asked(KEY)
    assert not app.exception, app.exception
    texts = [element.value for element in app.markdown]
    assert len(texts) == 1 and FIGURE in texts[0], texts
    return texts[0]


@check("a spent budget is an exception in the app")
def spent():
    asked(POOR_KEY)
    app = asked(POOR_KEY)
    assert len(app.exception) == 1 and "429" in app.exception[0].message, app.exception
    return app.exception[0].message


run()
