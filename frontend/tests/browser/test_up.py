"""`salestalk up --ui`: one command from nothing to the pages."""

import json
import subprocess

import httpx
import pytest

from system import FRONTEND, binary


def test_one_command_opens_the_pages_and_ends_them(tmp_path):
    command = [binary(), "up", f"--ui={FRONTEND}", "--no-demo", "--json", "--durability", "relaxed", "--data-dir", tmp_path]
    with (tmp_path / "log").open("w") as log:
        up = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        pages = json.loads(up.stdout.readline())["pages"]
        assert "<title>" in httpx.get(pages, follow_redirects=True).text
    finally:
        up.terminate()
        up.wait(30)
    with pytest.raises(httpx.ConnectError):
        httpx.get(pages)
