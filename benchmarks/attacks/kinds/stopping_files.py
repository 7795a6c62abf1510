"""Attacks by files that an admin is given."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING

from benchmarks.attacks.kinds.stopping import TICK_SECONDS
from benchmarks.attacks.listing import attack
from local.stack import PROJECT

if TYPE_CHECKING:
    from benchmarks.attacks.world import World

MEGABYTES = 300

YAML = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{here}: &{here} [{','.join([f'*{before}'] * 9)}]\n" for before, here in zip("abcdefg", "bcdefgh", strict=True)
)
READS = """
    import resource, sys
    from pathlib import Path
    resource.setrlimit(resource.RLIMIT_AS, ({bytes}, {bytes}))
    from ops.standups.standups_file import read
    from ops.steps import Problem
    try:
        read(Path(sys.argv[1]))
    except Problem as problem:
        print("refused:", problem)
"""


@attack(by="who gives an admin a file")
def apply_a_file_that_grows(world: World) -> None:
    """Give an admin a file of standups of some hundred bytes that grows to gigabytes, or that is nested without end."""
    folder = world.stack.options.state
    deep = "standups:\n  x:\n    name: " + "[" * 50_000
    grown = f"standups:\n  x:\n{textwrap.indent(YAML, '    ')}    name: *h\n"
    code = textwrap.dedent(READS).format(bytes=MEGABYTES * 1024 * 1024)
    for number, text in enumerate((grown, deep, "standups: &a\n  x: *a\n", "standups:\n" + "  x: {}\n" * 300_000)):
        file = folder / f"{number}.yaml"
        file.write_text(text, "utf-8")
        world.tried += 1
        try:
            command = [sys.executable, "-c", code, str(file)]
            done = subprocess.run(
                command, cwd=PROJECT, capture_output=True, text=True, timeout=TICK_SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            world.expect(holds=False, seen=f"reading file {number} took longer than {TICK_SECONDS:g} s")
            continue
        world.expect(
            "refused:" in done.stdout, f"file {number} was not refused: {done.stderr.strip()[-80:] or 'it was read'}"
        )
