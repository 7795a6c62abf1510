"""Share a chart of the team's moods and numbers in the report's thread, if the standup wants one.

It is drawn with the standard library (`views/report/canvas.py`) when the report is settled.
"""

import logging
from functools import partial

from app.domain.day.occurrence import Occurrence
from app.domain.report.tallies import tallies
from app.errors import SlackError
from app.outbox import CarryOut
from app.services import Services
from app.slack.files import File
from app.slack.limits import MESSAGES, of_channel
from app.views.kit.readers import channel_locale
from app.views.report import chart

_log = logging.getLogger(__name__)


def share_chart(services: Services, occurrence: Occurrence, carry_out: CarryOut) -> bool:
    """Share the chart below the summary header, once; True if this run did it.

    The summary header says the same in words, so nothing here stops a report, not even a missing scope. A chart that
    was claimed and not shared is never tried again, because it is unknown whether it is there.
    """
    if not occurrence.look.charts or occurrence.header.ts is None:
        return False
    now = services.clock.now()
    counted = tallies(occurrence.questions, services.reports.day(occurrence.report_id, now)[1])
    if not counted or not services.day.tellings.claim_chart(occurrence.report_id, now):
        return False
    picture = chart.picture(channel_locale(occurrence), occurrence, counted)
    file = File(chart.NAME, picture.content, picture.title, picture.alt)
    place = {"comment": picture.comment, "thread_ts": occurrence.header.ts}
    share = partial(services.slack.upload, occurrence.channel, file, **place)
    try:
        carry_out(share, MESSAGES, of_channel(occurrence.channel))
    except SlackError as refusal:
        _log.warning("no chart", extra={"reason": refusal.code})
        return False
    return True
