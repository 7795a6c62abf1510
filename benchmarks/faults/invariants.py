"""What has to be true in the end, whatever went wrong: decided from a picture of the world alone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


@dataclass(frozen=True)
class Stored:
    """One person's row: the text of their report if it counts as submitted, and a noted problem."""

    text: str | None
    problem: str | None = None


@dataclass(frozen=True)
class World:
    """Everything of one standup that can be seen from outside when a run has ended.

    `menus` counts menus by person, `posts` holds what the channel shows under each person's name, thread included;
    `allowed` is what the ledger says may be stored, `blunders` are failed invocations that said nothing in the log.
    `perhaps` are people who came or went meanwhile: whether they were asked in time is a matter of seconds. `left` are
    those of whose going the standup is to take note in time; `told` is what owners were told.
    """

    roster: frozenset[str]
    unreachable: frozenset[str]
    menus: Mapping[str, int]
    rows: Mapping[str, Stored]
    posts: Mapping[str, Sequence[str]]
    summary_headers: int
    allowed: Mapping[str, frozenset[str | None]]
    is_asked: bool = True
    is_reported: bool = True
    unfinished: int = 0
    vanished: Sequence[str] = ()
    blunders: int = 0
    broken_at_noon: Sequence[str] = ()
    perhaps: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()
    told: Mapping[str, Sequence[str]] = field(default_factory=dict)
    refused: Sequence[str] = ()


@dataclass(frozen=True)
class Verdict:
    """The counts of what is wrong, and a sentence for each thing."""

    lost: int = 0
    menus_missing: int = 0
    menus_doubled: int = 0
    posts_missing: int = 0
    posts_doubled: int = 0
    sentences: tuple[str, ...] = field(default=())

    def broken(self, doubled_posts_allowed: int = 0) -> bool:
        """Whether anything is wrong beyond the posts that nobody can help doubling."""
        return bool(self.sentences) and not (len(self.sentences) == self.posts_doubled <= doubled_posts_allowed)


def named(verdict: Verdict, name: str) -> Verdict:
    """Give the verdict with the standup's name in each sentence; the default one needs none."""
    return replace(verdict, sentences=tuple(f"{name}: {each}" if name else each for each in verdict.sentences))


def together(verdicts: Iterable[Verdict]) -> Verdict:
    """Give the sum of the verdicts on several standups."""
    found = list(verdicts)
    return Verdict(
        lost=sum(each.lost for each in found),
        menus_missing=sum(each.menus_missing for each in found),
        menus_doubled=sum(each.menus_doubled for each in found),
        posts_missing=sum(each.posts_missing for each in found),
        posts_doubled=sum(each.posts_doubled for each in found),
        sentences=tuple(sentence for each in found for sentence in each.sentences),
    )


def judge(world: World) -> Verdict:
    """Hold the world to every promise."""
    lost = [*world.broken_at_noon, *not_stored(world)]
    missing, doubled = list(menus_missing(world)), list(menus_doubled(world))
    posts_gone, posts_twice = list(posts_missing(world)), list(posts_doubled(world))
    others = [*strangers_messaged(world), *told_twice(world), *not_finished(world), *not_visible(world)]
    return Verdict(
        lost=len(lost),
        menus_missing=len(missing),
        menus_doubled=len(doubled),
        posts_missing=len(posts_gone),
        posts_doubled=len(posts_twice),
        sentences=(*lost, *missing, *doubled, *posts_gone, *posts_twice, *others),
    )


def not_stored(world: World) -> Iterator[str]:
    """Each acknowledged submission is stored, with the text last acknowledged."""
    for user, allowed in world.allowed.items():
        stored = world.rows.get(user, Stored(None)).text
        if stored not in allowed:
            yield f"{user}: {stored!r} is stored, not {' or '.join(map(repr, allowed))}"


def menus_missing(world: World) -> Iterator[str]:
    """Each rostered person who can be messaged has a menu."""
    for user in sorted(world.roster - world.unreachable - world.perhaps):
        if not world.menus.get(user):
            yield f"{user}: no menu"


def menus_doubled(world: World) -> Iterator[str]:
    """Nobody has more than one menu."""
    for user, count in world.menus.items():
        for _ in range(count - 1):
            yield f"{user}: {count} menus"


def posts_missing(world: World) -> Iterator[str]:
    """Each submitted report is in the summary, as it is stored; none that was withdrawn or never given."""
    for user, stored in world.rows.items():
        posts = world.posts.get(user, ())
        if stored.text is not None and not any(stored.text in post for post in posts):
            yield f"{user}: {stored.text!r} is not in the channel"
        if stored.text is None and posts:
            yield f"{user}: is in the channel without a report"
    if not world.summary_headers:
        yield "no summary header in the channel"


def posts_doubled(world: World) -> Iterator[str]:
    """No report is in the summary twice, and there is one summary header."""
    for user, posts in world.posts.items():
        for _ in posts[1:]:
            yield f"{user}: {len(posts)} posts"
    for _ in range(world.summary_headers - 1):
        yield f"{world.summary_headers} summary headers"


def strangers_messaged(world: World) -> Iterator[str]:
    """Nobody outside the roster was messaged or reported."""
    for user in sorted({user for user, count in world.menus.items() if count} - world.roster - world.perhaps):
        yield f"{user}: messaged, though not on the roster"
    for user in sorted(set(world.posts) - world.roster - world.perhaps):
        yield f"{user}: posted, though not on the roster"
    for user in sorted(world.left & world.rows.keys()):
        if world.rows[user].text is None:
            yield f"{user}: is waited for, though they have left"


def told_twice(world: World) -> Iterator[str]:
    """Owners hear of a cause once."""
    for user, told in sorted(world.told.items()):
        for each in sorted({one for one in told if told.count(one) > 1}):
            yield f"{user}: told {told.count(each)} times: {each}"


def not_finished(world: World) -> Iterator[str]:
    """See whether the run has ended, all by itself."""
    if not world.is_asked:
        yield "the questions were never finished"
    if not world.is_reported:
        yield "the report was never finished"
    for wish in world.refused:
        yield f"nobody could {wish}"
    if world.unfinished:
        yield f"{world.unfinished} events are still under way"


def not_visible(world: World) -> Iterator[str]:
    """Whatever failed can be seen: on the person's row, in the failure list or in the log."""
    for user in sorted((world.roster & world.unreachable) - world.perhaps):
        if not world.rows.get(user, Stored(None)).problem:
            yield f"{user}: cannot be messaged, and no row says so"
    for event in world.vanished:
        yield f"event {event} was neither carried out nor listed as failed"
    if world.blunders:
        yield f"{world.blunders} invocations failed without a word in the log"
