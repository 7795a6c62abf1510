"""What local/ adds to the simulator's page: it finds what it imports, there and beside it."""

import re
from pathlib import Path

import slack_simulator
from tests import ROOT

PANELS = ROOT / "local" / "page"
PAGE = Path(slack_simulator.__file__).parent / "page"


def test_every_panel_imports_what_exists():
    for script in PANELS.glob("*.js"):
        for names, address in re.findall(r'^import \{ (.+) \} from "(.+)";$', script.read_text("utf-8"), re.MULTILINE):
            imported = PAGE / address.lstrip("/") if address.startswith("/") else PANELS / address
            text = imported.read_text("utf-8")
            for name in names.split(", "):
                assert re.search(rf"^export (?:async )?(?:function|const|class) {name}\b", text, re.MULTILINE), name


def test_the_page_starts_them():
    assert "export function start()" in (PANELS / "start.js").read_text("utf-8")
