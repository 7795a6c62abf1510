"""Messages leave, change and go through the outbox: nothing else posts, updates or deletes.

Answers to a click or a command (`replace_clicked`, `answer_privately`) and what only one person sees (`whisper`) are no
messages of the outbox: they go to an address that came with the request, or are there for a moment, and nobody finds
them again. Files have their own way (`upload`), as Slack gives them no mark.
"""

import ast

import pytest

from tests import ROOT

APP = ROOT / "app"

OUTBOX = "outbox.py"
VERBS = {"post", "update", "delete"}


def sends(source: str) -> bool:
    """Whether it names one of these verbs of Slack's, to call it or to hand it on."""
    named = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute) and node.attr in VERBS]
    return any(ast.unparse(node.value).split(".")[-1].lstrip("_") == "slack" for node in named)


def test_nobody_else_posts_updates_or_deletes():
    found = {path.relative_to(APP).as_posix() for path in APP.rglob("*.py") if sends(path.read_text(encoding="utf-8"))}
    assert found == {OUTBOX}


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_whoever_does_is_found(verb):
    assert sends(f"def send(services): services.slack.{verb}('C1', message, mark)")
    assert sends(f"call = partial(self._slack.{verb}, 'C1')")
    assert sends(f"slack = services.slack\nslack.{verb}('C1', '1.1')")
    assert not sends(f"self.place.{verb}('clock', by=60)")
    assert not sends("services.slack.update_view(view_id, view)")
