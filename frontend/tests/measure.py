"""Memory of an idle visit, time to the first paint, and how long an answer takes with many people at once. Not a test.

    SALESTALK_BIN=target/debug/salestalk python frontend/tests/measure.py [--users 20] [--questions 5] [--idle 20]
"""

import argparse
import os
import queue
import statistics
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1])]

from system import Application, System
from visitor import SETTLED, Visitor

CHROMIUM = os.environ.get("SALESTALK_CHROMIUM", "/usr/bin/chromium")
QUESTIONS = [
    ("What was revenue in March 2011?", "£683,267.08"),
    ("Top 5 countries by revenue in August 2011", "£539,130.50"),
    ("Revenue by month in 2011", "£560,000.26"),
    ("Compare revenue in Germany in March 2011 with April 2011", "£14,170.02"),
]
# How many windows a browser has: a browser is driven by one thread.
WINDOWS = 5


def resident_mib(process: int) -> float:
    """Memory of a process, as the kernel counts it."""
    line = next(line for line in Path(f"/proc/{process}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def first_paint(application: Application, token: str, times: int) -> dict:
    """Milliseconds until the browser paints anything, and until the chat can be asked."""
    painted, usable = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for _ in range(times):
            somebody = Visitor(browser, application.url).sign_in(token)
            somebody.page.wait_for_function(SETTLED)
            began = time.monotonic()
            somebody.page.goto(application.url)
            somebody.page.get_by_text("What would you like to know?").wait_for()
            usable.append((time.monotonic() - began) * 1000)
            entries = "performance.getEntriesByName('first-contentful-paint').map(one => one.startTime)[0]"
            painted.append(somebody.page.evaluate(entries))
            somebody.context.close()
        browser.close()
    return {"first contentful paint": painted, "chat can be asked": usable}


def idle_visits(application: Application, token: str, visits: int) -> tuple[float, float]:
    """MiB of the application before, and more for each visit that asked one question and then does nothing."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])

        def visit() -> None:
            somebody = Visitor(browser, application.url).sign_in(token)
            somebody.ask(QUESTIONS[1][0])
            somebody.answered(QUESTIONS[1][1])

        # What is loaded once is no visit's.
        visit()
        time.sleep(2)
        before = resident_mib(application.process.pid)
        for _ in range(visits):
            visit()
        time.sleep(2)
        after = resident_mib(application.process.pid)
        browser.close()
    return before, (after - before) / visits


def crowd(application: Application, token: str, users: int, questions: int) -> list[float]:
    """Milliseconds from a question to its answer on the page, with `users` people who ask one after the other."""
    taken: queue.Queue = queue.Queue()
    threads = max(1, -(-users // WINDOWS))
    ready = threading.Barrier(threads)

    def some(windows: int) -> None:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            people = [Visitor(browser, application.url).sign_in(token) for _ in range(windows)]
            for somebody in people:
                somebody.settled()
            ready.wait()
            for number in range(questions):
                question, figure = QUESTIONS[number % len(QUESTIONS)]
                # All ask, then each is waited for.
                for somebody in people:
                    watch(somebody, number, figure)
                    somebody.ask(question)
                for somebody in people:
                    taken.put(somebody.page.evaluate("window.measured"))
            browser.close()

    running = [threading.Thread(target=some, args=(min(WINDOWS, users - at * WINDOWS),)) for at in range(threads)]
    for one in running:
        one.start()
    for one in running:
        one.join()
    return sorted(taken.queue)


def api_alone(system: System, token: str, users: int, questions: int) -> list[float]:
    """The same questions by as many threads, without pages and browsers: what is left of `crowd` is theirs."""

    def asked(number: int) -> float:
        began = time.monotonic()
        # A plan allows so many requests of a tenant at a time.
        while (reply := system.call("POST", "/chat", token, json={"text": QUESTIONS[number % len(QUESTIONS)][0]})).status_code == 429:
            time.sleep(0.05)
        assert reply.is_success, reply.text
        return (time.monotonic() - began) * 1000

    with ThreadPoolExecutor(users) as pool:
        return list(pool.map(asked, range(users * questions)))


def watch(somebody: Visitor, number: int, figure: str) -> None:
    """Times in the page itself, from the key to the answer: this process may be busy with another window."""
    somebody.page.evaluate(
        """([number, figure]) => {
            window.measured = new Promise(done => {
                addEventListener('keydown', pressed => {
                    if (pressed.key !== 'Enter') return
                    const began = performance.now()
                    const looking = setInterval(() => {
                        const answer = document.querySelectorAll('[class*=st-key-answer-]')[number]
                        if (!answer?.innerText.includes(figure)) return
                        clearInterval(looking)
                        done(performance.now() - began)
                    }, 20)
                }, { capture: true, once: true })
            })
        }""",
        [number, figure],
    )


def told(name: str, values: list[float]) -> None:
    values = sorted(values)
    p95 = values[min(len(values) - 1, int(0.95 * len(values)))]
    print(f"{name}: median {statistics.median(values):.0f} ms, p95 {p95:.0f} ms, of {len(values)}", flush=True)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--users", type=int, default=20)
    asked.add_argument("--questions", type=int, default=5)
    asked.add_argument("--idle", type=int, default=20)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        places = [Path(folder) / name for name in ("system", "application")]
        for place in places:
            place.mkdir()
        system = System(places[0])
        application = Application(places[1], {"SALESTALK_DATA_DIR": str(system.data_dir)})
        try:
            token = system.token("demo", "member")
            before, each = idle_visits(application, token, options.idle)
            print(f"memory: {before:.0f} MiB, and {each:.1f} MiB more for each idle visit, of {options.idle}", flush=True)
            for name, values in first_paint(application, token, 10).items():
                told(name, values)
            told(f"the API alone, {options.users} at once", api_alone(system, token, options.users, options.questions))
            told(f"question to answer, {options.users} at once", crowd(application, token, options.users, options.questions))
        finally:
            application.end()
            system.end()


if __name__ == "__main__":
    main()
