"""Looking back: who sees what, and what is said where there is nothing to see."""

import json
from datetime import date, timedelta

import pytest

from app.domain.day.member import Member, Profile
from app.domain.history.history import Look, Page, Span, day_page, last_weeks, month_of
from app.domain.home.commands import reports_asked_for
from app.domain.schedule import takes_place
from app.domain.standup import with_values
from app.errors import NotAllowed, UnknownReport, UnknownStandup
from app.flows.history import browsing, figures
from app.records import replace
from benchmarks.browse import store_days
from slack_simulator.ids import TEAM_ID
from tests.kit.builders import EIGHT, TUESDAY, a_standup
from tests.kit.people import CHANNEL

ANA, MARCUS, PRIYA = "U0ANAPRG01", "U0MARCUS02", "U0PRIYAK04"
DAYS = [day for day in month_of(TUESDAY).days if day <= TUESDAY and day.weekday() < 5]


@pytest.fixture
def keep(services):
    """Store a standup with a month of reports; it is the workspace's then."""

    def keep(people=(ANA, MARCUS, PRIYA), **changes):
        standup = a_standup(**{"team_id": TEAM_ID, "channel": CHANNEL, "people": people, "owners": (ANA,), **changes})
        stored = services.standups.save(standup, ANA, EIGHT - timedelta(days=100), None).standup
        store_days(stored, people, [day for day in DAYS if takes_place(stored, day)])
        return stored

    return keep


@pytest.fixture
def retro(keep):
    return keep(standup_id="retro", name="Retro")


def member(user_id=ANA, **changes):
    return replace(Member(TEAM_ID, user_id, profile=Profile(refreshed_at=EIGHT, zone="UTC")), **changes)


def sees(services, page, who=None):
    """All that a person's page says, buttons and their values included."""
    return json.dumps(browsing.view_of(services, who or member(), page).to_dict(), ensure_ascii=False)


def days(standup, span=None):
    return Page(Look.DAYS, standup.standup_id, span=span)


def test_the_days_of_four_weeks_are_listed_newest_first(services, retro):
    said = sees(services, days(retro))
    assert said.index("Tuesday, 24 November") < said.index("Monday, 2 November")
    assert said.count('"Read"') == len(DAYS)
    assert "28 October to 24 November" in said
    assert "Later" not in said


def test_a_day_has_everybodys_answers_and_the_ways_to_its_neighbours(services, retro):
    friday = date(2026, 11, 20)
    said = sees(services, day_page("retro", friday))
    assert "Friday, 20 November" in said
    assert "Member 02" in said
    assert "See it in the channel" in said
    assert '["2026-11-19","2026-11-19"]' in said.replace('\\"', '"')
    assert '["2026-11-23","2026-11-23"]' in said.replace('\\"', '"')


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2026, 12, 24), "*Thursday, 24 December* is still to come."),
        (date(2026, 11, 21), "On *Saturday, 21 November* nobody was asked."),
        (date(2026, 7, 1), "*Wednesday, 1 July* was before *Retro* began, on Sunday, 16 August."),
    ],
)
def test_a_day_without_a_report_says_why(services, retro, day, sentence):
    assert sentence in sees(services, day_page("retro", day))


def test_what_is_not_kept_any_more_says_so(services, team):
    said = sees(services, day_page("daily", date(2025, 1, 6)))
    assert "*Monday, 6 January 2025* is long ago. Answers are kept for 400 days." in said
    said = sees(services, Page(Look.DAYS, "daily", span=month_of(date(2025, 1, 6))))
    assert "Answers are kept for 400 days." in said
    assert "Earlier" not in said
    assert "today, and nobody has been asked yet" in sees(services, day_page("daily", TUESDAY))


def test_before_a_standup_began_there_is_nothing_earlier(services, retro):
    said = sees(services, days(retro, month_of(date(2026, 7, 1))))
    assert "There is nothing before that." in said
    assert "Earlier" not in said


def test_days_to_come_say_so(services, retro):
    assert "These days are still to come." in sees(services, days(retro, month_of(date(2026, 12, 1))))


def test_a_deleted_standup_says_where_its_reports_are(services, retro):
    services.standups.delete(services.standups.get(TEAM_ID, "retro"), ANA, EIGHT)
    for page in (days(retro), day_page("retro", TUESDAY)):
        said = sees(services, page)
        assert "*Retro* was deleted." in said
        assert "Finished my part" not in said
    assert "Finished my part" in sees(services, Page(Look.REPORTS, "retro"))


def test_who_does_not_belong_is_not_told_that_there_is_one(services, keep):
    keep(standup_id="secret", name="Secret", channel="C0LEADS001")
    stranger = member("U0STRANGER")
    for page in (Page(Look.DAYS, "secret"), day_page("secret", TUESDAY), Page(Look.REPORTS, "secret", ANA)):
        with pytest.raises(UnknownStandup):
            browsing.view_of(services, stranger, page)
    with pytest.raises(UnknownStandup):
        figures.show_figures(services, stranger, "secret", {"id": "V1"})
    assert "Secret" not in sees(services, Page(Look.REPORTS, user_id=ANA), stranger)


def test_another_persons_reports_are_those_that_both_have_a_part_in(services, keep, retro):
    keep(standup_id="secret", name="Secret", people=(ANA, PRIYA), channel="C0GENERAL1")
    said = sees(services, Page(Look.REPORTS, user_id=ANA), member(MARCUS))
    assert "Retro" in said
    assert "Secret" not in said
    assert "Search" not in said
    assert "Secret" in sees(services, Page(Look.REPORTS, user_id=ANA), member(PRIYA))


def test_figures_are_offered_to_those_who_belong_and_not_to_others_in_the_channel(services, retro):
    reader = member("U0SOFIAL03")
    assert "Four weeks in figures" in sees(services, days(retro), member(MARCUS))
    assert "Four weeks in figures" not in sees(services, days(retro), reader)
    with pytest.raises(NotAllowed):
        figures.announce(services, reader, "retro", {"id": "V1"})


def test_who_reported_nothing_that_one_may_see_is_said_to_have_nothing_here(services, retro):
    assert "There is nothing here." in sees(services, Page(Look.REPORTS, user_id="U0NOBODY"))
    assert "You have not reported anything yet." in sees(services, Page(Look.REPORTS), member("U0NOBODY"))


def test_todays_report_is_read_early_by_owners_and_by_nobody_else(services, keep, team):
    daily = services.standups.get(TEAM_ID, "daily")
    services.standups.save(with_values(daily, {"owners": (ANA,)}), ANA, EIGHT - timedelta(hours=1), None)
    team.are_asked()
    services.clock.moment = EIGHT + timedelta(minutes=1)
    page = day_page("daily", TUESDAY)
    assert "No reports today." in sees(services, page)
    said = sees(services, page, member(MARCUS))
    assert "It goes to <#C0TEAM0001> at" in said
    assert "No reports today." not in said


def test_ones_own_reports_turn_back_and_forth(services, retro):
    page = Page(Look.REPORTS)
    first = sees(services, page)
    assert "Monday, 23 November" in first
    assert '"Later"' not in first
    further = page.going_on(8)
    assert '"Later"' in sees(services, further)
    assert "Monday, 23 November" not in sees(services, further)


def test_a_search_finds_words_in_ones_own_reports_alone(services, retro):
    said = sees(services, Page(Look.REPORTS, words="IMPORTER finished"))
    assert "the importer" in said
    assert "Searched for: IMPORTER finished" in said
    nothing = sees(services, Page(Look.REPORTS, words="<!channel> zebra"))
    assert "No report has these words." in nothing
    assert "Searched for: &lt;!channel&gt; zebra" in nothing


def test_a_search_stops_in_time_and_goes_on_from_there(services, retro, monkeypatch):
    monkeypatch.setattr(browsing, "MANY", 2)
    monkeypatch.setattr(browsing, "MOST_READS", 2)
    said = sees(services, Page(Look.REPORTS, words="zebra"))
    assert "No report has these words back to Thursday, 19 November." in said
    assert "Search further back" in said


def test_a_month_becomes_text_by_day(services, keep, retro):
    said = sees(services, Page(Look.TEXT, span=month_of(TUESDAY)))
    assert said.index("Monday, 2 November") < said.index("Monday, 23 November")
    assert "Today: Go on with" in said
    assert " · Retro" not in said
    keep(standup_id="weekly", name="Weekly", days=frozenset({0}))
    assert "Monday, 23 November · Weekly" in sees(services, Page(Look.TEXT, span=month_of(TUESDAY)))
    assert "You reported nothing in October 2026." in sees(services, Page(Look.TEXT, span=month_of(date(2026, 10, 1))))


def test_what_is_asked_for_in_words_becomes_a_page(services, retro):
    def page(text, standup=retro):
        return browsing.page_asked(services, member(), reports_asked_for(text, TUESDAY, ANA, {}), standup)

    assert page("") == day_page("retro", TUESDAY)
    assert page("yesterday") == day_page("retro", TUESDAY - timedelta(days=1))
    assert page("last week") == days(retro, Span(date(2026, 11, 16), date(2026, 11, 22)))
    assert page("me", None) == Page(Look.REPORTS)
    assert page("<@U0MARCUS02>", None) == Page(Look.REPORTS, user_id=MARCUS)
    assert page("me retro last month") == Page(Look.REPORTS, "retro", span=month_of(date(2026, 10, 1)))


def test_a_span_that_nobody_could_read_is_not_read(services, retro):
    endless = Span(date(2000, 1, 1), date(2199, 1, 1))
    assert "Read" not in sees(services, days(retro, endless))


def test_figures_are_no_page_that_a_button_can_forge(services, retro):
    with pytest.raises(UnknownReport):
        browsing.view_of(services, member(), Page(Look.INSIGHT, "retro"))


def test_weeks_are_those_of_the_standup(services, keep):
    late = keep(standup_id="east", name="East", zone="Pacific/Kiritimati")
    services.clock.moment = EIGHT.replace(hour=12)
    assert "29 October to 25 November" in sees(services, days(late))
    assert last_weeks(TUESDAY).first == date(2026, 10, 28)
