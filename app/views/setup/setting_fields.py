"""How people see each setting of a standup: its field in a form, and its words in the history of changes.

`domain/setup/setting.py` declares what a setting holds. The forms, their parsers and the history of changes are made
from both declarations; the fields of a form have the order in which they stand here.
"""

from collections.abc import Callable, Mapping

from app.domain.languages import LANGUAGES
from app.domain.limits import LONGEST_NAME, LONGEST_RETENTION, MOST_REMINDERS
from app.domain.report.destinations import parts_of
from app.domain.standup import WEEKDAY_NAMES, Layout, Posting, Standup
from app.language import Locale, later
from app.records import replace
from app.views import ids
from app.views.kit.dates import weekday
from app.views.kit.fields import translated
from app.views.kit.text import destination, escape
from app.views.setup.inputs import (
    ADDRESS,
    DATES,
    DAY,
    RHYTHM,
    TIME,
    WEEKDAYS,
    ZONE,
    channel,
    choice,
    line,
    minutes,
    number,
    one_kind,
    people,
    words,
)
from app.views.setup.setting_kinds import SettingView, Switch, channel_mention, person
from app.views.setup.templates import in_language


def _choices(texts: Mapping[str, str]) -> Callable[[Locale, str], str]:
    return lambda locale, value: locale.gettext(texts[value]) if value in texts else value


def _agreed(agreement: str) -> str:
    """Return which channel's reports may go where; of an address only the host is shown."""
    _, place, to = parts_of(agreement)
    return f"<#{escape(place)}> → {destination(to)}"


def _weekday(locale: Locale, name: str) -> str:
    return weekday(locale, WEEKDAY_NAMES.index(name)) if name in WEEKDAY_NAMES else name


def _rhythm_of(standup: Standup, _: str) -> tuple[int, int | None]:
    return (standup.schedule.every_weeks if standup.schedule.month_week is None else 1, standup.schedule.month_week)


def _put_rhythm(standup: Standup, _: str, value: tuple[int, int | None]) -> Standup:
    return replace(standup, schedule=replace(standup.schedule, every_weeks=value[0], month_week=value[1]))


def _put_elsewhere(standup: Standup, _: str, chosen: str) -> Standup:
    return replace(standup, readers=replace(standup.readers, channel="" if chosen == standup.channel else chosen))


_ZONE_CHOICES = {"own": later("Each person's own time zone"), "one": later("One time zone for all")}
# Slack takes no option with an empty value, so "default" stands for no language.
_LANGUAGE_CHOICES = {"default": later("Not chosen (English)"), **LANGUAGES}
_NOBODY = later("Nobody")
_HEADER, _READERS = (ids.HEADER_PARTS, later("In the heading")), ("readers", later("Who else reads it"))


def _named(name: str, label: str, hint: str, *, is_optional: bool = True) -> SettingView:
    """Return how a setting that names people is seen."""
    return SettingView(
        name,
        label,
        people(_NOBODY),
        hint=hint,
        is_optional=is_optional,
        nothing=later("nobody"),
        mention=person,
    )


# In the first modal, above the questions.
WHO = (
    SettingView("name", later("Name"), line(LONGEST_NAME)),
    SettingView("channel", later("Channel"), channel(later("Choose a channel that I am in")), mention=channel_mention),
    SettingView(
        "people",
        later("Who is asked"),
        people(later("Everyone"), nobody=None),
        hint=later("Left empty, everyone in the channel is asked, and whoever joins it later."),
        is_optional=True,
        nothing=later("everyone in the channel"),
        mention=person,
    ),
)
# In the first modal, below the questions.
WHEN = (
    SettingView("days", later("Days"), WEEKDAYS, word=_weekday),
    SettingView("ask_at", later("Asks at"), TIME, later("Ask at")),
    SettingView("report_at", later("Report at"), TIME, later("Post the report at")),
)
# In the modal *More settings*.
MORE = (
    SettingView(
        "posting",
        later("Answers reach the channel"),
        one_kind(
            {
                Posting.AT_TIME: later("At the report's time"),
                Posting.WHEN_COMPLETE: later("As soon as everyone has answered"),
                Posting.AS_IT_COMES: later("Each answer as it comes"),
            }
        ),
        word=_choices(
            {
                "at_time": later("at the report's time"),
                "when_complete": later("as soon as everyone has answered"),
                "as_it_comes": later("each as it comes"),
            }
        ),
    ),
    SettingView(
        "own_zones",
        later("In each person's own time zone"),
        choice(lambda locale: translated(locale, _ZONE_CHOICES), "own".__eq__, side_by_side=True),
        later("Times are those of"),
    ),
    SettingView(
        "zone", later("Time zone"), ZONE, hint=later("For all, or for whoever has none in their Slack profile.")
    ),
    SettingView(
        "reminders",
        later("Reminders, minutes before the report"),
        minutes((10, 15, 30, 60, 120), MOST_REMINDERS, later("None")),
        later("Reminders before the report"),
        hint=later("Only who has not answered is reminded, and never at night."),
        is_optional=True,
    ),
    SettingView(
        "every_weeks",
        later("Every … weeks"),
        RHYTHM,
        later("How often"),
        hint=later("On the days that you have chosen."),
        of=_rhythm_of,
        put=_put_rhythm,
    ),
    SettingView(
        "starts_on", later("From"), DAY, hint=later("Weeks are counted from the one of this day."), is_optional=True
    ),
    _named(
        "optional", later("May answer, need not"), later("They are asked, and never reminded or counted as missing.")
    ),
    _named("observers", later("Only read"), later("They are in the channel and are not asked.")),
    _named(
        "owners", later("Owners"), later("They may change this standup, as may workspace admins."), is_optional=False
    ),
    SettingView(
        "country",
        later("Public holidays of"),
        line(6, later("DE"), capitals=True),
        hint=later("A country's code, as in DE, or with its part, as in DE-BY. There is no standup on its holidays."),
        is_optional=True,
    ),
    SettingView(
        "days_off", later("Days off"), DATES, hint=later("One date a line, as in 2026-12-24."), is_optional=True
    ),
    SettingView(
        "calendar_url",
        later("Calendar of days off"),
        ADDRESS,
        hint=later("Its iCal address, https://…"),
        is_optional=True,
    ),
    SettingView(
        "away_words",
        later("Words that mean away"),
        words(later("vacation, sick")),
        later("Words in a Slack status that mean away"),
        hint=later("Separated by commas. Whoever has one of them in their status is not asked."),
        is_optional=True,
    ),
)
# In the modal *The report*, above the preview.
LOOKS = (
    SettingView(
        "layout",
        later("Layout of the report"),
        one_kind(
            {
                Layout.AUTO: later("A post each; above 20 people, answers in a thread"),
                Layout.POSTS: later("A post each, under everyone's own name and picture"),
                Layout.THREAD: later("One heading, and the answers in its thread"),
                Layout.BY_PERSON: later("One text, person by person"),
                Layout.BY_QUESTION: later("One text, question by question"),
            }
        ),
        later("What it looks like"),
        block=ids.LAYOUT,
        word=_choices(
            {
                "auto": later("posts, or a thread for more than 20"),
                "posts": later("posts"),
                "thread": later("a thread"),
                "by_person": later("one text, by person"),
                "by_question": later("one text, by question"),
            }
        ),
    ),
    SettingView(
        "names_missing",
        later("Names who has not answered"),
        Switch(*_HEADER, later("Name who has not answered"), later("Otherwise they are only counted.")),
    ),
    SettingView(
        "charts",
        later("Charts in the report"),
        Switch(
            *_HEADER, later("Pictures of moods and numbers"), later("Where a question asks for a mood or a number.")
        ),
    ),
    SettingView(
        "language",
        later("Language of the report"),
        choice(lambda locale: translated(locale, _LANGUAGE_CHOICES), lambda name: "" if name == "default" else name),
        later("Language in the channel"),
        block=ids.LANGUAGE,
        put=lambda standup, _, language: in_language(standup, language),
    ),
)
# In the modal *The report*, below the preview.
READERS = (
    SettingView(
        "report_channel",
        later("Report goes to"),
        channel(later("The standup's own channel")),
        later("Post the report to"),
        hint=later("Only if it goes elsewhere: a channel that both you and I are in. Everyone there can read it."),
        is_optional=True,
        put=_put_elsewhere,
        mention=channel_mention,
    ),
    SettingView(
        "webhook_url",
        later("Webhook"),
        ADDRESS,
        hint=later("It gets each finished report as JSON, signed. An address on the public internet, https://…"),
        is_optional=True,
    ),
    SettingView(
        "copies",
        later("Copies to observers"),
        Switch(*_READERS, later("A copy to those who only read"), later("By direct message, once the report is out.")),
    ),
    SettingView(
        "guests_may_read",
        later("Guests may read it elsewhere"),
        Switch(
            *_READERS,
            later("Guests from other companies"),
            later("Wherever they are; otherwise only where they take part."),
        ),
    ),
    SettingView(
        "retention_days",
        later("Days that answers are kept"),
        number(LONGEST_RETENTION),
        hint=later("0 keeps them for good."),
    ),
)
# Without a field of their own.
NO_FIELD = (
    SettingView("questions", later("Questions")),  # a modal for each
    SettingView("month_week", later("Week of the month")),  # part of the field for weeks
    SettingView("is_paused", later("Paused")),  # changed by buttons and commands
    SettingView("agreed", later("Agreed to leave a private channel"), mention=_agreed),  # set by confirming
)
FIRST, ABOUT_REPORT = (*WHO, *WHEN), (*LOOKS, *READERS)
SETTING_VIEWS = {each.name: each for each in (*FIRST, *MORE, *ABOUT_REPORT, *NO_FIELD)}
