"""All attacks, in the order in which they are carried out."""

from benchmarks.attacks.kinds import (
    browsing,
    crowding,
    entering,
    erasing,
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
    *(reading, ruling, ruling_on, erasing, stopping, stopping_files),
    *(crowding, forging, spoofing, reaching, entering, browsing),
)
ATTACKS = sorted(ALL, key=lambda each: list(TOPICS).index(each.topic))
