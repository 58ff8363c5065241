"""Chromium for the browser tests: Debian's, driven by Playwright, without a request of its own."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


def need_chromium() -> None:
    """Skip by name where there is no Chromium; in CI that is a failure."""
    if CHROMIUM is None and os.environ.get("CI"):
        pytest.fail("no Chromium is installed: apt-get install chromium")
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")


@contextmanager
def shown(page_file: Path, *, width: int = 1200, scheme: str = "light", **more) -> Iterator:
    """Yield the page in a real browser; any error or any request to elsewhere fails the test."""
    from playwright.sync_api import sync_playwright

    wrong: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = browser.new_page(
            viewport={"width": width, "height": 900}, color_scheme=scheme, **more
        )
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("request", lambda asked: wrong.append(asked.url) if is_remote(asked.url) else None)
        page.goto(page_file.as_uri())
        wait(page)
        yield page
        browser.close()
    assert wrong == []


def is_remote(url: str) -> bool:
    """Whether a request leaves the file."""
    return not url.startswith(("file:", "data:", "blob:"))


def wait(page) -> None:
    """Wait until all charts are drawn."""
    page.wait_for_selector("html[data-drawn=yes]", timeout=60_000)
