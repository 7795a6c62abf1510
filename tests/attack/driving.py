from collections import Counter
from contextlib import contextmanager
from datetime import timedelta, time

from app.domain.day.member import Member, Profile
from app.flows.requester import member_of
from app.records import replace
from app.slack.client import Slack
from benchmarks.crowd import NOON
from benchmarks.ticks import MINUTE, room

DUE = NOON + 2 * MINUTE
SECOND = timedelta(seconds=1)


class ActingSlack(Slack):
    hooks: list

    def post(self, channel, *args, **kw):
        self.count = getattr(self, "count", 0) + 1
        for hook in list(getattr(self, "hooks", [])):
            hook(self.count, channel)
        return super().post(channel, *args, **kw)


@contextmanager
def opened(people):
    with room(people) as one:
        slack = ActingSlack(one.services.settings.secrets.bot_token, one.services.settings.slack_api_url)
        slack.hooks = []
        one.slack = slack
        one.services = replace(one.services, slack=slack)
        from app.storage.rows.tables import StandupRow
        from benchmarks.ticks import _with_units
        events = StandupRow._get_connection().connection.client.meta.events
        events.unregister("after-call.dynamodb", one._count_units)
        events.unregister("provide-client-params.dynamodb", _with_units)
        for user_id in one.members:
            one.services.members.remember_profile(Member(one.team_id, user_id, profile=Profile(zone="Europe/London")), NOON)
        yield one


def once(number, act):
    done = []

    def hook(count, _channel):
        if count >= number and not done:
            done.append(1)
            act()
    return hook


def menus(one):
    """Person and standup: how many menus."""
    counted = Counter()
    for call in one.calls("chat.postMessage"):
        if call["ok"] and call["args"]["channel"].startswith("U"):
            meta = str(call["args"].get("metadata"))
            for n in range(99):
                if f".many-{n}." in meta:
                    counted[call["args"]["channel"], n] += 1
    return counted


def asked(one, n):
    return {user: c for (user, k), c in menus(one).items() if k == n}


def posts(one):
    return [c for c in one.calls("chat.postMessage") if c["ok"] and not c["args"]["channel"].startswith(("U", "D"))]


def stored(one, n):
    return one.services.standups.stored(one.team_id, f"many-{n}")


def save(one, n, **changes):
    from app.domain.standup import with_values
    now = one.services.clock.now()
    st = with_values(stored(one, n).standup, changes)
    return one.services.standups.save(st, "U0ANAPRG01", now, now)


def remove(one, n):
    one.services.standups.delete(stored(one, n).standup, "U0ANAPRG01", one.services.clock.now())


def ticks(one, n, start=DUE):
    out = []
    for k in range(n):
        moment = start + k * MINUTE
        if one.services.clock.now() > moment + MINUTE:
            continue
        one.last = None
        try:
            out.append(one.tick(moment))
        except Exception as e:  # noqa
            out.append(e)
    return out
