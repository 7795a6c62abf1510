"""A real browser, the one that the system has: playwright drives it and downloads none."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
# How long a test looks for what should be on the page: this machine may be busy with others.
expect.set_options(timeout=30_000)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture(scope="session")
def chromium(processes) -> str:
    """The path of the browser; without one the test is skipped, or fails where REQUIRE_BROWSER=1 demands one."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        reason = f"no browser here: none of {', '.join(NAMES)}"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(f"{reason}, and REQUIRE_BROWSER=1")
        pytest.skip(reason)
    return found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser for the tests of a file; each test opens its own context in it, which shares nothing with others.

    While it is open playwright's event loop runs in this thread, so no test elsewhere could run one of its own.
    """
    arguments = [*QUIET, "--no-sandbox"] if _is_root() else list(QUIET)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield launched
        launched.close()
