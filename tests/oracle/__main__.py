"""Many stories: python -m tests.oracle COUNT [FIRST] [stop]; says what was compared, and each difference.

With `stop` it ends with the first difference.
"""

import logging
import sys
import time
from collections import Counter

from tests.oracle.inside import inside
from tests.oracle.play import Played, differences
from tests.oracle.story import BEGINNINGS, story


def main(count: int, first: int, *, stops: bool) -> int:
    logging.disable()
    begun, counted, wrong = time.process_time(), Counter[str](), 0
    with inside(BEGINNINGS[0]) as place:
        for seed in range(first, first + count):
            played = Played(place, story(seed))
            found = differences(*played.runs()) + played.broken_promises()
            counted += played.counted
            wrong += bool(found)
            if found:
                print(f"story {seed}: {'; '.join(found)}", flush=True)  # noqa: T201 what it is run for
                if stops:
                    break
    told = ", ".join(f"{number} {name}" for name, number in sorted(counted.items()))
    seconds = time.process_time() - begun
    print(f"{count} stories, {wrong} that differ; {told}; {seconds:.0f} s of CPU")  # noqa: T201 what it is run for
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0, stops="stop" in sys.argv))
