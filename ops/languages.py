"""`manage.py languages`: brings the catalogues of texts up to what the code says, and compiles them."""

import sys
from pathlib import Path

from ops.catalogue import NotAText, compiled, forms_of, merged, read, texts_of, written
from ops.steps import ROOT, Problem, say, tell

LOCALE = ROOT / "app" / "locale"


def bring_up(path: Path) -> list[str]:
    """Bring one catalogue up to date; give the texts that still lack a translation."""
    header, known = read(path)
    entries = merged(texts_of(ROOT / "app"), known)
    path.write_text(written(header, entries, forms_of(header)), "utf-8", newline="\n")
    path.with_suffix(".mo").write_bytes(compiled(header, entries))
    return [entry.text for entry in entries if not entry.is_translated]


def main() -> int:
    """Bring up every catalogue, and list what a translator has still to do."""
    lacking = 0
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/standup.po")):
        missing = bring_up(path)
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
