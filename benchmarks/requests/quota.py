"""Gives a process as much processor as Lambda gives a function of its memory size."""

import contextlib
import os
import time
from pathlib import Path

from ops.steps import say

WHOLE_PROCESSOR = 1769  # megabytes of memory that come with one
PERIOD = 20_000  # microseconds
GROUPS = Path("/sys/fs/cgroup")


class Quota:
    """A control group with a quota, where this machine allows one; else times are scaled by the processor's share."""

    def __init__(self, memory: int) -> None:
        self.share = min(1.0, memory / WHOLE_PROCESSOR)
        self._group = self._make()

    @property
    def is_real(self) -> bool:
        return self._group is not None

    def hold(self, pid: int) -> None:
        """Let the process have its share from now on, and no more."""
        if self._group:
            (self._group / "cgroup.procs").write_text(str(pid))

    def wall(self, seconds: float, processor: float) -> float:
        """Give how long something took, from what was measured: without a real quota, work counts longer."""
        return seconds if self.is_real else seconds + processor * (1 / self.share - 1)

    def close(self) -> None:
        if self._group:
            with contextlib.suppress(OSError):
                self._group.rmdir()

    def _make(self) -> Path | None:
        allowed = int(self.share * PERIOD)
        old, new = GROUPS / "cpu", GROUPS
        try:
            if (old / "cpu.cfs_quota_us").exists():
                group = old / f"standup-bench-{os.getpid()}"
                group.mkdir()
                (group / "cpu.cfs_period_us").write_text(str(PERIOD))
                (group / "cpu.cfs_quota_us").write_text(str(allowed))
            else:
                group = new / f"standup-bench-{os.getpid()}"
                group.mkdir()
                (group / "cpu.max").write_text(f"{allowed} {PERIOD}")
        except OSError as refusal:
            say(f"  no quota here ({refusal.strerror}): times at a memory size are computed from processor time")
            with contextlib.suppress(OSError):
                group.rmdir()
            return None
        return group


def processor_seconds(pid: int) -> float:
    """Give how much processor another process has used, by the clock that Linux keeps for each."""
    return time.clock_gettime(((~pid) << 3) | 2)
