"""`manage.py languages`: brings the catalogues of texts up to what the code says, and compiles them."""

import sys
from pathlib import Path

from ops.catalogue import NotAText, bring_up, compiled, forms, is_translated, messages, read, texts_of, written
from ops.steps import ROOT, Problem, say, tell

LOCALE = ROOT / "app" / "locale"


def renew(path: Path) -> list[str]:
    """Bring one catalogue up to the code, and compile it; give the texts that still lack a translation."""
    catalogue = read(path)
    bring_up(catalogue, texts_of(ROOT / "app"))
    path.write_bytes(written(catalogue))
    path.with_suffix(".mo").write_bytes(compiled(catalogue))
    return [forms(message.id)[0] for message in messages(catalogue) if not is_translated(message)]


def main() -> int:
    """Bring up every catalogue, and list what a translator has still to do."""
    lacking = 0
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/standup.po")):
        missing = renew(path)
        lacking += len(missing)
        shown = path.relative_to(ROOT).as_posix()
        say(f"{shown}: {len(missing)} to translate" if missing else f"{shown}: complete")
        for text in missing:
            say(f"  {text!r}")
    return 1 if lacking else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except NotAText as error:
        problem = Problem(str(error))
        tell(problem)
        sys.exit(problem.code)
