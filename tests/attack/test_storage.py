from datetime import time, timedelta
import pytest
from app.errors import StorageUnavailable
from tests.attack.driving import *
REPORT = DUE + timedelta(minutes=30)


@pytest.fixture
def forty():
    with opened(40) as o:
        o.store_due([o.members[2 * n: 2 * n + 2] for n in range(20)], DUE, report_at=time(REPORT.hour, REPORT.minute))
        yield o


def away_for(o, seconds, ops=None):
    """DynamoDB answers nothing for so many seconds of the held clock, from the first call after it is switched on."""
    from app.storage.rows.tables import StandupRow
    events = StandupRow._get_connection().connection.client.meta.events
    state = {"until": None}
    from botocore.exceptions import EndpointConnectionError
    def strike(request, **_):
        until = state["until"]
        if until and o.services.clock.now() < until:
            o.services.clock.pass_by(0.25)
            raise EndpointConnectionError(endpoint_url="dynamodb")
    events.register("before-send.dynamodb", strike)
    return state


@pytest.mark.parametrize("seconds", [2, 5, 15])
def test_database_away(forty, seconds):
    o = forty
    state = away_for(o, seconds)
    o.slack.hooks.append(once(15, lambda: state.update(until=o.services.clock.now() + seconds * SECOND)))
    outs = ticks(o, 36)
    print("DB", seconds, [x for x in outs if not hasattr(x, "due")], len(menus(o)), len(posts(o)), max(menus(o).values()))
    m = menus(o)
    assert len(m) == 40 and set(m.values()) == {1}
    assert len(posts(o)) == 20


def test_lease_renewal_fails_once(forty):
    o = forty
    leases = type(o.services.sending.leases)
    real, done = leases.renew, []
    def renew(self, lease, now):
        if len(done) < 1 and now > DUE + 3 * SECOND:
            done.append(now)
            raise StorageUnavailable("away")
        return real(self, lease, now)
    leases.renew = renew
    try:
        outs = ticks(o, 1)
        print("RENEW", done, outs, len(menus(o)))
        assert len(menus(o)) == 40
    finally:
        leases.renew = real
