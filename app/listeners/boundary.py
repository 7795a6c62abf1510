"""The error boundary: a known error becomes a sentence for the person, an unknown one a reference in the log.

A `PersonError` becomes a sentence where the person can see it. Anything else is logged with its traceback and a
reference, the person is told the reference, and a lazy or scheduled run fails so that Lambda repeats it.
"""

import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import uuid4

from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.request import BoltRequest
from slack_bolt.response import BoltResponse

from app.errors import (
    InvalidAnswers,
    InvalidForm,
    NotTold,
    PersonError,
    SlackError,
    SlackRateLimited,
    SlackRefused,
    StandupError,
    StorageUnavailable,
)
from app.flows.requester import requester_locale
from app.language import ENGLISH_LOCALE, Locale
from app.listeners.payload import clicked, is_home, is_modal, place, requester, trigger
from app.services import Services
from app.slack.client import Mark
from app.slack.message import Message
from app.slack_errors import Meaning
from app.views import ids
from app.views.kit import notices
from app.views.kit.problems import sentences

_log = logging.getLogger(__name__)


def boundary(error: Exception, request: BoltRequest, context: dict[str, Any], body: dict[str, Any]) -> BoltResponse:
    """Respond to any error.

    A run of our own (scheduled or lazy) leaves the error in the context, and the entry point raises it. A request over
    HTTP never does: the person is told, and the lazy functions of the refused request do not start.
    """
    if isinstance(error, BoltUnhandledRequestError):
        _log.warning("no listener for this request", extra={"type": str(body.get("type"))[:40]})
        return BoltResponse(status=404, body="")
    if context.get("scheduled") or (context.get("lazy") and not isinstance(error, PersonError)):
        _log.error("failed", exc_info=error, extra={"work": request.lazy_function_name})
        context["failure"] = error
        return BoltResponse(status=500, body="")
    context["refused"] = True
    locale = ENGLISH_LOCALE
    if (services := context.get("services")) and not isinstance(error, StorageUnavailable):
        locale = requester_locale(services, requester(body))
    if isinstance(error, PersonError):
        _log.info("turned down", extra={"reason": str(error)})
        sentence = notices.sentence_for(locale, error)
    else:
        reference = uuid4().hex[:6]
        if isinstance(error, SlackRefused) and error.meaning is Meaning.TOO_LATE:
            _log.warning("the modal is gone", extra={"reference": reference, "reason": str(error)})
        else:
            _log.error("failed", exc_info=error, extra={"reference": reference})
        sentence = _what_happened(locale, error, reference)
    if body.get("type") == "view_submission" and not context.get("lazy"):
        return _at_the_fields(locale, error, sentence, body)
    if body.get("command") and not context.get("lazy"):
        return BoltResponse(status=200, body={"response_type": "ephemeral", "text": sentence})
    if services:
        is_late = context.get("lazy") or (isinstance(error, SlackError) and not _is_held_back(error))
        _tell(locale, services, body, sentence, in_a_modal=not is_late)
    return BoltResponse(status=200, body="")


def _what_happened(locale: Locale, error: Exception, reference: str) -> str:
    if isinstance(error, SlackRateLimited):
        return notices.rate_limited(locale)
    slow = isinstance(error, SlackError | StorageUnavailable | NotTold)
    return notices.still_working(locale) if slow else notices.trouble(locale, reference)


def _is_held_back(error: SlackError) -> bool:
    """Whether only a rate limit on calls other than views' refused this: a modal may still be opened."""
    return isinstance(error, SlackRateLimited) and not error.method.startswith("views_")


def _at_the_fields(locale: Locale, error: Exception, sentence: str, body: Mapping[str, Any]) -> BoltResponse:
    """Keep the modal open with the typed text in it, and say what is wrong at its fields.

    A modal without fields, which only confirms something, is replaced by the sentence; the typed text is in the one
    beneath.
    """
    if (body.get("view") or {}).get("callback_id") == ids.READING_FORM:
        view = notices.notice(locale, sentence).to_dict()
        return BoltResponse(status=200, body={"response_action": "update", "view": view})
    if isinstance(error, InvalidAnswers):
        fields = notices.sentences_at_fields(locale, error)
    elif isinstance(error, InvalidForm):
        inputs = _inputs(body)
        fields = {
            name if name in inputs else inputs[0]: words for name, words in sentences(locale, error.problems).items()
        }
    else:
        saved = notices.NOT_SHOWN if isinstance(error, NotTold) else notices.NOT_SAVED
        text = sentence if isinstance(error, PersonError) else locale.gettext(saved)
        fields = {_inputs(body)[0]: text}
    return BoltResponse(status=200, body={"response_action": "errors", "errors": fields})


def _inputs(body: Mapping[str, Any]) -> list[str]:
    """Return the block ids of a modal's fields; the first takes whatever belongs to none of them."""
    view = body.get("view")
    blocks = view.get("blocks") if isinstance(view, dict) else None
    inputs = [block for block in blocks or [] if isinstance(block, dict) and block.get("type") == "input"]
    return [str(block.get("block_id")) for block in inputs] or ["question0"]


def _tell(locale: Locale, services: Services, body: Mapping[str, Any], sentence: str, *, in_a_modal: bool) -> None:
    """Tell the person: in a small modal while the click is fresh, else where they clicked, or by message."""
    slack = services.slack
    attempts: list[Callable[[], object]] = []
    if in_a_modal and (trigger_id := trigger(body)):
        show = slack.push_view if is_modal(body) else slack.open_view  # opening one would replace what was typed
        attempts.append(partial(show, trigger_id, notices.notice(locale, sentence)))
    if response_url := clicked(body).response_url:
        attempts.append(partial(slack.answer_privately, response_url, Message(sentence)))
    if is_home(body) and not in_a_modal:
        from app.listeners.home_tab import say_at_home  # noqa: PLC0415 rare, and most of the app

        attempts.append(partial(say_at_home, services, body, sentence))
    if body.get("type") == "view_submission":  # the modal is closed by now
        from app.flows.sender import outbox, without_waiting  # noqa: PLC0415 the same
        from app.outbox import Address  # noqa: PLC0415

        who = requester(body).user_id
        mark = Mark(ids.NOTE, str(body["view"].get("id")), who)
        address = Address("", mark, since=services.clock.now(), person=who)
        send = outbox(services, without_waiting).send
        attempts.append(partial(send, address, Message(notices.no_effect(locale, sentence))))
    if channel := place(body):
        attempts.append(partial(slack.whisper, channel, requester(body).user_id, sentence))
    for attempt in attempts:
        try:
            attempt()
        except StandupError as error:
            _log.warning("could not tell the person", extra={"reason": str(error)})
        else:
            return
