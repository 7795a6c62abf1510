"""Messages leave through the outbox: who still posts by themselves is named here, and nobody else does."""

import ast
from pathlib import Path

APP = Path(__file__).parent.parent / "app"

OUTBOX = "outbox.py"
# Each of them claims by other means, or answers somebody who waits for it; what is moved to the outbox is taken out.
BY_THEMSELVES = {
    "flows/alerting.py",
    "flows/asking_erasure.py",
    "flows/commanding.py",
    "flows/erasing.py",
    "flows/handing_out.py",
    "flows/looking_after.py",
    "flows/posting.py",
    "flows/taking_over.py",
    "listeners/boundary.py",
}


def posts(source: str) -> bool:
    """Whether it names Slack's `post`, to call it or to hand it on."""
    named = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute) and node.attr == "post"]
    return any(ast.unparse(node.value).split(".")[-1].lstrip("_") == "slack" for node in named)


def test_nobody_else_posts():
    ours = [path for path in APP.rglob("*.py") if "local" not in path.relative_to(APP).parts]
    found = {path.relative_to(APP).as_posix() for path in ours if posts(path.read_text(encoding="utf-8"))}
    assert found == {OUTBOX, *BY_THEMSELVES}


def test_whoever_posts_is_found():
    assert posts("def send(services): services.slack.post('C1', 'Hello', [], None)")
    assert posts("call = partial(self._slack.post, 'C1')")
    assert not posts("self.place.post('clock', by=60)")
