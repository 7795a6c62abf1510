"""What can be wrong with a setting of a standup: codes with data; `views/kit/problems.py` makes sentences of them."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct


class Wrong(StrEnum):
    """The code of what is wrong; the comment beside it names the data that its sentence needs."""

    # Any setting.
    MAKES_NO_SENSE = "makes_no_sense"  # (value)
    NO_LIST = "no_list"
    NO_SUCH_DAY = "no_such_day"  # (first, last: years)
    TOO_LONG = "too_long"  # (most: characters)
    TOO_MANY_PEOPLE = "too_many_people"  # (most)
    TOO_MANY_DAYS_OFF = "too_many_days_off"  # (most)
    TOO_MANY_WORDS = "too_many_words"  # (most)
    TOO_MANY_REMINDERS = "too_many_reminders"  # (most)
    NONE_OF_THESE = "none_of_these"  # (values)
    # One setting.
    NO_NAME = "no_name"
    NO_CHANNEL = "no_channel"
    NO_DAYS = "no_days"
    NO_ZONE = "no_zone"
    NO_COUNTRY = "no_country"
    NO_START = "no_start"
    NOBODY_ASKED = "nobody_asked"
    NOT_WEEKS = "not_weeks"  # (most)
    NOT_A_WEEK_OF_THE_MONTH = "not_a_week_of_the_month"
    NOT_PEOPLE = "not_people"
    NOT_DAYS_KEPT = "not_days_kept"  # (most)
    REPORT_WITH_QUESTIONS = "report_with_questions"
    REMINDER_OUTSIDE = "reminder_outside"
    CALENDAR_ADDRESS = "calendar_address"
    WEBHOOK_ADDRESS = "webhook_address"
    UNSEEN_QUESTION = "unseen_question"
    # The questions.
    NO_QUESTION = "no_question"
    NO_QUESTIONS = "no_questions"
    TOO_MANY_QUESTIONS = "too_many_questions"  # (most)
    QUESTION_IDS = "question_ids"
    QUESTION_LENGTH = "question_length"  # (most: characters)
    LABEL_LENGTH = "label_length"  # (most: characters)
    UNKNOWN_KIND = "unknown_kind"  # (name, names)
    UNKNOWN_ROLE = "unknown_role"  # (name, names)
    CHOICES_NO_LIST = "choices_no_list"
    CHOICES = "choices"  # (most, longest: characters)
    BLOCKERS_TWICE = "blockers_twice"
    BLOCKERS_BY_KIND = "blockers_by_kind"
    # What was typed.
    NO_DATE = "no_date"  # (words)
    NO_NUMBER_OF_DAYS = "no_number_of_days"
    # Forms about oneself: absence, preferences, the report.
    COUNTRY_CODE = "country_code"
    NO_FIRST_DAY = "no_first_day"
    LAST_BEFORE_FIRST = "last_before_first"
    DAY_IS_OVER = "day_is_over"
    NO_REASON = "no_reason"
    TICKED_AND_WRITTEN = "ticked_and_written"
    HELPS_THEMSELVES = "helps_themselves"
    DOES_NOT_READ = "does_not_read"
    # What this workspace does not allow.
    COUNTRY_UNKNOWN = "country_unknown"  # (country)
    BOT_OUTSIDE = "bot_outside"
    NOT_THEIR_CHANNEL = "not_their_channel"
    GUESTS_THERE = "guests_there"
    NOT_PUBLIC = "not_public"
    STAYS_PRIVATE = "stays_private"
    CHANNEL_FULL = "channel_full"  # (most)
    OWNS_TOO_MANY = "owns_too_many"  # (names, most)
    ASKED_BY_TOO_MANY = "asked_by_too_many"  # (names, most)
    NOT_IN_CHANNEL = "not_in_channel"  # (names)
    CANNOT_OWN = "cannot_own"  # (names)
    TAKES_NO_PART = "takes_no_part"  # (names)
    ABOUT_THE_REPORT = "about_the_report"  # (problems: of settings that are in another form)


class Problem(Struct, frozen=True):
    """What is wrong with the value of one setting; `data` holds what its sentence names."""

    code: Wrong
    data: Mapping[str, object] = {}
