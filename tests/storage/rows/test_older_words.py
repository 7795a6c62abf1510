"""What earlier releases stored keeps its meaning, and they can read what this one stores."""

import json
from datetime import timedelta

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.day.blocker import named_blocker
from app.domain.day.nothing import is_nothing
from app.domain.languages import LANGUAGES
from app.domain.setup.config import config_values, from_stored
from app.domain.standup import DEFAULT_QUESTIONS, QuestionRole
from app.language import ENGLISH_LOCALE
from app.records import replace
from app.storage.day.reports import Reports
from app.storage.rows.older_words import ConfigText, QuestionsText, nothing_in_older
from app.views.day.last_workday import plan_occurrence
from app.views.setup.templates import TEMPLATES, from_template, in_language
from tests.kit.builders import EIGHT, TUESDAY, a_standup, a_submitted_report, an_occurrence

MONDAY = TUESDAY - timedelta(days=1)
OURS = {"role", "as_written"}


def as_before(config):
    """Give a stored configuration as a release before roles writes back what it has read of it."""
    stored = json.loads(ConfigText().serialize(config))
    questions = [{name: value for name, value in each.items() if name not in OURS} for each in stored["questions"]]
    return {**stored, "questions": questions}


def read(config):
    return from_stored("T0TEAM", "daily", ConfigText().deserialize(json.dumps(config)))


def roles(*questions):
    """Give the role of each question, of which an earlier release stored its label, text and kind."""
    stored = [
        {"id": f"q{number}", "label": label, "text": text, "kind": kind}
        for number, (label, text, kind) in enumerate(questions)
    ]
    return [each["role"] for each in QuestionsText().deserialize(json.dumps(stored))]


ENGLISH = (
    "none|None.|NONE|no|No!|nope|n/a|N/A|na|N.A.|nothing|Nothing today|nothing so far.|all good|All good 👍|no blockers"
    "|No impediments.|no issues today, thanks|none at the moment|not yet|nil|-|\u2013|—|--|…|.|/|∅|👍|✅ none|:+1:"
    "|:thumbsup: none|_none_|*No*|none\n|- none\n- none|nothing in my way|Not blocked|there are no blockers|I'm good"
    "|everything's fine|Everything\u2019s ok|ok|0|no problem|No blockers at the moment|nothing to report"
    "|Nothing from my side|none, thank you"
    "|No, all good|Nope. Nothing today!|none (all good)|No - all clear"
)
CZECH = (
    "žádné|Žádné.|zadne|žádný|nic|Nic.|ne|NE!|nemám|žádné překážky|bez překážek|Nic mi nebrání|v pořádku|vše v pořádku"
    "|zatím nic|Dnes nic|nejsou|momentálně žádné|bez problémů|nemám žádné|vše ok 👌|ne, vše v pořádku"
)
GERMAN = (
    "keine|Keine.|kein|nein|Nein!|nichts|Nichts heute|nö|alles gut|Alles in Ordnung|keine Hindernisse|Keine Blocker"
    "|derzeit keine|aktuell nichts|keine Probleme|heute keine, danke|es gibt keine|Nein, alles gut"
)
NAMED = (
    "waiting for review|No access to staging|none of the tests pass|CI is red|no, but the build is slow|Nothing works"
    "|No. 5 fails|none, but ask me later"
    "|I am blocked|blocked|yes|Ana is sick|not sure|no answer from legal|n/a for me, but Bo waits"
    "|nic nefunguje|nemám přístup|žádný přístup|čekám na revizi|ano|ne, ale čekám|keine Zugangsdaten|ja|kein Zugriff"
    "|warte auf Review|nichts geht mehr|🔥 production|7 tests fail|good question|the review"
    "|blockers: CI|nothing but trouble"
)


@pytest.mark.parametrize("answer", ["", " ", "\n\t", *ENGLISH.split("|"), *CZECH.split("|"), *GERMAN.split("|")])
def test_an_answer_that_says_nothing_is_no_impediment(answer):
    for variant in (answer, f"  {answer}\n", answer.upper(), f"{answer} 🙂"):
        assert nothing_in_older({"question2": variant}) == {"question2"}


@pytest.mark.parametrize("answer", NAMED.split("|"))
def test_an_answer_that_names_something_is_one(answer):
    for variant in (answer, answer.upper(), f"- {answer}."):
        assert nothing_in_older({"question2": variant}) == frozenset()


@given(st.text(max_size=60))
def test_any_text_has_an_answer(text):
    assert nothing_in_older({"q": text}) in (frozenset(), {"q"})


@pytest.mark.parametrize("label", ["Překážky", "Hindernisse", "Blockers", "BLOCKED", "Obstacles", "Co ti brání?"])
def test_a_stored_question_asks_for_blockers_if_its_label_says_so_before_one_whose_text_does(label):
    asked = roles(("Other", "Anything blocking?", "text"), (label, "…", "text"))
    assert asked == ["plain", "blockers"]


def test_a_stored_question_that_speaks_of_something_else_asks_for_no_blockers():
    assert roles(("Where", "Where are you today?", "text")) == ["plain"]
    assert roles(("Blockers", "Blockers?", "mood")) == ["plain"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TEMPLATES)
def test_what_an_earlier_release_stored_of_a_template_is_todays_template(name, language):
    standup = in_language(
        replace(from_template(ENGLISH_LOCALE, name, "T0TEAM", "daily", "U0A", "UTC"), channel="C0TEAM"), language
    )
    assert read(as_before(config_values(standup))) == standup


def test_an_earlier_release_reads_yesterday_where_a_question_means_the_last_working_day():
    stored = json.loads(ConfigText().serialize(config_values(a_standup())))
    assert [(each["text"], each["label"]) for each in stored["questions"]] == [
        ("What did you work on yesterday?", "Yesterday"),
        ("What is your plan for today?", "Today"),
        ("Any impediments?", "Impediments"),
    ]
    assert read(stored) == a_standup()


@pytest.mark.parametrize("language", ["", "en", "cs"])
@pytest.mark.parametrize(
    ("before", "on_tuesday", "on_monday"),
    [
        ("What did you do yesterday?", "What did you do yesterday?", "What did you do Friday?"),
        ("Yesterday", "Yesterday", "Friday"),
        ("Done Yesterday", "Done Yesterday", "Done Friday"),
        ("Co jste včera dělali?", "Co jste včera dělali?", "Co jste v pátek dělali?"),
        ("Včera", "Včera", "V pátek"),
        ("Yesterday / Včera", "Yesterday / Včera", "Friday / V pátek"),
        ("yesterdays {last_week}", "yesterdays {last_week}", "yesterdays {last_week}"),
    ],
)
def test_yesterday_in_a_stored_question_goes_on_in_its_own_language(language, before, on_tuesday, on_monday):
    older = as_before(config_values(a_standup(language=language)))
    older["questions"][0] |= {"text": before, "label": before}
    standup = read(older)
    for day, words in ((TUESDAY, on_tuesday), (MONDAY, on_monday)):
        first = plan_occurrence(standup, day).questions[0]
        assert (first.text, first.label) == (words, words)
    assert as_before(config_values(standup)) == older


def test_a_question_that_would_become_too_long_keeps_its_words():
    older = as_before(config_values(a_standup()))
    older["questions"][0]["label"] = f"{'x' * 30} včera"
    assert read(older).questions[0].label == older["questions"][0]["label"]


def test_what_is_said_of_roles_counts_whatever_the_words_are():
    questions = tuple(replace(each, role=QuestionRole.PLAIN) for each in DEFAULT_QUESTIONS)
    standup = a_standup(questions=questions)
    assert read(json.loads(ConfigText().serialize(config_values(standup)))) == standup


@pytest.mark.parametrize("config", [None, [], {}, {"questions": None}, {"questions": [1]}, {"questions": {"id": "q"}}])
def test_what_makes_no_sense_is_left_to_who_reads_it(config):
    assert ConfigText().deserialize(json.dumps(config)) == config


@pytest.mark.usefixtures("engine")
class TestADay:
    @pytest.fixture
    def rows(self, stack):
        client = boto3.Session().client("dynamodb", endpoint_url=stack.aws.dynamodb_url, region_name="us-east-1")
        found = client.scan(TableName="standup-reports", ConsistentRead=True)["Items"]
        assert found == []
        return client

    def stored(self, client, answer):
        """Store a day and a report in it with a release before roles."""
        reports, occurrence = Reports(), an_occurrence()
        reports.open(occurrence, ("U0ANA",), EIGHT)
        report = a_submitted_report({"question2": answer})
        reports.keep(replace(report, menu=replace(report.menu, claimed_at=EIGHT)))
        reports.save(report, report)
        for item in client.scan(TableName="standup-reports", ConsistentRead=True)["Items"]:
            item.pop("nothing_in", None)
            if "questions" in item:
                asked = [
                    {name: value for name, value in each.items() if name not in OURS}
                    for each in json.loads(item["questions"]["S"])
                ]
                item["questions"] = {"S": json.dumps(asked)}
            client.put_item(TableName="standup-reports", Item=item)
        return reports

    @pytest.mark.parametrize(("answer", "blocker"), [("All good today, thanks 👍", ""), ("No access", "No access")])
    def test_of_an_earlier_release_keeps_who_was_blocked_and_what_they_wrote(self, rows, answer, blocker):
        assert not is_nothing("All good today, thanks 👍")
        reports = self.stored(rows, answer)
        occurrence, (report,) = reports.day(an_occurrence().report_id, EIGHT)
        assert (report.answers["question2"], named_blocker(occurrence, report)) == (answer, blocker)
        assert reports.note(occurrence, asked_at=EIGHT).blockers_question == DEFAULT_QUESTIONS[2]
        occurrence, report = reports.snapshot(occurrence.report_id, "U0ANA", EIGHT)
        assert named_blocker(occurrence, report) == blocker

    def test_answered_with_an_earlier_release_once_more_counts_by_its_words(self, rows):
        reports = self.stored(rows, "No access")
        _, (before,) = reports.day(an_occurrence().report_id, EIGHT)
        answered = before.submit({"question2": "none"}, EIGHT + timedelta(hours=1))
        reports.save(answered, before)
        key = {"report_id": {"S": "T0TEAM.daily.20261124"}, "report_user_id": {"S": "20261124_U0ANA"}}
        rows.update_item(
            TableName="standup-reports",
            Key=key,
            UpdateExpression="SET answers = :answers, changed_at = :at",
            ExpressionAttributeValues={
                ":answers": {"M": {"question2": {"S": "Waiting"}}},
                ":at": {"S": "2026-11-24T09:30:00.000000+0000"},
            },
        )
        occurrence, (report,) = reports.day(an_occurrence().report_id, EIGHT)
        assert named_blocker(occurrence, report) == "Waiting"
