"""`manage.py languages`: brings the catalogues of texts up to what the code says, and compiles them."""

from pathlib import Path

import typer

from ops.ending import Commands
from ops.languages.catalogue import (
    NotAText,
    bring_up,
    compiled,
    forms,
    is_translated,
    messages,
    read,
    texts_of,
    written,
)
from ops.steps import ROOT, Problem, say

app = Commands()

LOCALE = ROOT / "app" / "locale"


def renew(path: Path) -> list[str]:
    """Bring one catalogue up to the code, and compile it; give the texts that still lack a translation."""
    catalogue = read(path)
    bring_up(catalogue, texts_of(ROOT / "app"))
    path.write_bytes(written(catalogue))
    path.with_suffix(".mo").write_bytes(compiled(catalogue))
    return [forms(message.id)[0] for message in messages(catalogue) if not is_translated(message)]


@app.command()
def languages() -> None:
    """Bring every catalogue of texts up to the code, and list what a translator has still to do."""
    lacking = 0
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/standup.po")):
        try:
            missing = renew(path)
        except NotAText as error:
            raise Problem(str(error)) from None
        lacking += len(missing)
        shown = path.relative_to(ROOT).as_posix()
        say(f"{shown}: {len(missing)} to translate" if missing else f"{shown}: complete")
        for text in missing:
            say(f"  {text!r}")
    if lacking:
        raise typer.Exit(1)
