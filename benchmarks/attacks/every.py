"""All attacks, in the order in which they are carried out."""

from benchmarks.attacks.kinds import (
    browsing,
    crowding,
    entering,
    erasing,
    erasing_late,
    forging,
    reaching,
    reading,
    ruling,
    ruling_on,
    spoofing,
    stopping,
    stopping_files,
)
from benchmarks.attacks.listing import ALL, TOPICS

MODULES = (
    *(reading, ruling, ruling_on, erasing, erasing_late, stopping, stopping_files),
    *(crowding, forging, spoofing, reaching, entering, browsing),
)
ATTACKS = sorted(ALL, key=lambda each: list(TOPICS).index(each.topic))
