"""Let another run go on at once with what a run has used up its time for."""

import logging
from collections.abc import Mapping
from typing import Any

from app.errors import HandoverFailed
from app.services import Services

_log = logging.getLogger(__name__)


def hand_over(services: Services, event: Mapping[str, Any]) -> bool:
    """Have another run carry an event out; False if none does: then the next tick, or Lambda's repetition, goes on.

    Only for a run that has used up its time, so that no two of them begin within a moment.
    """
    try:
        return services.sending.handover.start(event)
    except HandoverFailed as failure:
        _log.warning("not handed over", extra={"reason": str(failure)})
        return False
