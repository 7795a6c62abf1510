"""Each action of the access table as requests, and whether they did it: read off what the person got, or the tables.

A probe gives whether it was done, and all that was said.
"""

from app.domain.day.occurrence import ReportId
from app.domain.history.history import Look, Page, Span, day_page
from app.domain.privacy.access import Action, Role
from app.domain.scheduling.job import JobKind
from app.views import ids
from app.views.history.pages import page_value as written_page
from app.views.home.more import Verb
from slack_simulator.ids import TEAM_ID
from tests.kit.builders import EIGHT, TUESDAY
from tests.privacy.access.cast import BLOCKED, MONDAY, NAME, OLD_NAME, OWN, POSTED, REFUSALS, UNPOSTED


def sees(scene):
    said = scene.shown(lambda: scene.clicks(ids.EDIT_STANDUP, scene.standup.standup_id))
    listed = scene.shown(lambda: scene.types("list"), lambda: scene.commands("list"), scene.opens_home)
    return "not here any more" not in said, said + listed


def reads_changes(scene):
    said = scene.shown(scene.looks_at_history)
    return OLD_NAME in said, said


def reads_the_report(scene):
    channel = scene.standup.channel
    typed = scene.shown(lambda: scene.types(f"report &lt;#{channel}|vault&gt; 2026-11-23"))
    said = scene.shown(lambda: scene.commands("report 2026-11-23"))
    assert POSTED not in typed or POSTED in said
    return POSTED in said, typed + said


def reads_anothers(scene):
    page = written_page(Page(Look.REPORTS, scene.standup.standup_id, scene.another))
    said = scene.shown(lambda: scene.clicks(f"{ids.LOOK}.0", page))
    return POSTED in said, said


def reads_a_day(scene):
    page = written_page(day_page(scene.standup.standup_id, MONDAY))
    said = scene.shown(lambda: scene.clicks(f"{ids.LOOK}.0", page))
    return POSTED in said, said


def reads_figures(scene):
    here = {"id": "V1", "type": "modal"}
    said = scene.shown(lambda: scene.clicks(ids.LOOK_AT_FIGURES, scene.standup.standup_id, view=here))
    return NAME in said, said


def reads_blockers(scene):
    """Home shows what is in another's way to who is named as who could help, as long as they may read it."""
    said = scene.shown(scene.opens_home)
    return BLOCKED in said, said


def exports_all(scene):
    said = scene.shown(lambda: scene.clicks(ids.EXPORT_STANDUP, scene.standup.standup_id))
    return NAME in said and "csv" in said, said


def previews(scene):
    """The command reads a day like any other, so it takes the right to read those besides."""
    said = scene.shown(lambda: scene.chooses(Verb.PREVIEW))
    typed = scene.shown(lambda: scene.commands("report 2026-11-24"))
    assert UNPOSTED not in typed or UNPOSTED in said
    page = written_page(Page(Look.WHY, scene.standup.standup_id, span=Span(TUESDAY, TUESDAY)))
    why = scene.shown(lambda: scene.clicks(f"{ids.LOOK}.0", page))
    assert "who was not asked, and why" not in why or UNPOSTED in said
    return UNPOSTED in said, typed + said + why


def reads_their_own(scene):
    said = scene.shown(lambda: scene.clicks(ids.OPEN_DIALOG, scene.today))
    return OWN in said, said


def finds_their_own(scene):
    """Search, which finds what they wrote in a deleted standup, too; the form of its days opens no more."""
    said = scene.shown(lambda: scene.commands("report me"))
    return OWN in said, said


def exports_their_own(scene):
    said = scene.shown(lambda: scene.clicks(ids.EXPORT_OWN, ""))
    found = scene.files()
    return OWN in found, said + found


def asks_to_be_erased(scene):
    said = scene.shown(lambda: scene.clicks(ids.ASK_ERASURE, ""), lambda: scene.clicks(ids.ASK_FOR_IT, ""))
    now, services = scene.services.clock.now(), scene.services
    asked = services.privacy.erasure_requests.get(TEAM_ID, scene.case.user, now)
    return bool(asked or services.jobs.get(TEAM_ID, JobKind.ERASURE, scene.case.user)), said


def tries_it(scene):
    said = scene.shown(lambda: scene.clicks(ids.TRY_ON_ME, scene.standup.standup_id))
    return NAME in said, said


def leaves(scene):
    action = ids.REJOIN if Role.FORMER in scene.case.roles else ids.LEAVE
    said = scene.shown(lambda: scene.clicks(action, scene.standup.standup_id))
    return not any(refusal in said for refusal in REFUSALS), said


def resolves_their_own(scene):
    """What is in one's own way belongs to one's own report."""
    said = scene.shown(lambda: scene.clicks(ids.RESOLVED, f"{scene.today}.{scene.case.user}"))
    report = scene.report(scene.today, scene.case.user)
    return bool(report and report.blocked.resolution.by == scene.case.user), said


def answers(scene):
    said = scene.shown(lambda: scene.submits("changed words", user_id=scene.another))
    stored = scene.services.reports.day(ReportId.parse(scene.today), EIGHT)[1]
    changed = [report.user_id for report in stored if report.answers["question0"] == "changed words"]
    assert changed in ([], [scene.case.user])
    return bool(changed), said


def changes_anothers(scene):
    """By design no request is about another's report: the id is that of who asks. So what could name one is tried."""
    before = [scene.report(day, scene.another) for day in (scene.monday, scene.today)]
    forged = [f"{scene.today}{between}{scene.another}" for between in "_."]
    clicks = [
        lambda action=action, value=value: scene.clicks(action, value)
        for action in (ids.OPEN_DIALOG, ids.WITHDRAW)
        for value in forged
    ]
    said = scene.shown(*clicks, *(lambda value=value: scene.submits("changed words", value) for value in forged))
    return [scene.report(day, scene.another) for day in (scene.monday, scene.today)] != before, said


def helps(scene):
    said = scene.shown(lambda: scene.clicks(f"{ids.HELP}.0", scene.blocker))
    helps = scene.case.user in scene.report(scene.monday, scene.another).blocked.helpers
    said += scene.shown(lambda: scene.clicks(ids.RESOLVED, scene.blocker))
    assert helps == bool(scene.report(scene.monday, scene.another).blocked.resolution.by)
    return helps, said


def posts_now(scene):
    said = scene.shown(lambda: scene.clicks(ids.POST_NOW, scene.today))
    occurrence, _ = scene.services.reports.day(ReportId.parse(scene.today), EIGHT)
    return occurrence.header.ts is not None, said


def has_another_erased(scene):
    """The other has asked for it: whoever may decide is asked why not, and then agrees."""
    said = scene.shown(lambda: scene.clicks(ids.DECLINE_ERASURE, scene.another))
    declined = "Why not?" in said
    said += scene.shown(lambda: scene.clicks(ids.CONFIRM_ERASURE, scene.another))
    confirmed = scene.services.jobs.get(TEAM_ID, JobKind.ERASURE, scene.another) is not None
    assert declined == confirmed
    return confirmed, said


def changes(scene):
    channel, standup_id = scene.standup.channel, scene.standup.standup_id
    said = scene.shown(
        lambda: scene.types(f"edit &lt;#{channel}|vault&gt;"),
        lambda: scene.commands("pause vault"),
        lambda: scene.chooses(Verb.ASK),
        lambda: scene.chooses(Verb.PAUSE),
        lambda: scene.confirms(ids.DELETE_FORM, standup_id),
        lambda: scene.clicks(ids.NOT_HERE, standup_id),
        lambda: scene.clicks(ids.RESTORE, standup_id),
    )
    stored = scene.services.standups.stored(TEAM_ID, standup_id)
    return stored.standup.version > scene.standup.version, said


# In this order: what changes something comes last.
ABOUT_THE_STANDUP = (
    (Action.SEE, sees),
    (Action.READ_CHANGES, reads_changes),
    (Action.READ_REPORTS, reads_the_report),
    (Action.READ_REPORTS, reads_a_day),
    (Action.READ_ANOTHERS, reads_anothers),
    (Action.READ_INSIGHT, reads_figures),
    (Action.READ_BLOCKERS, reads_blockers),
    (Action.EXPORT_ALL, exports_all),
    (Action.PREVIEW, previews),
    (Action.CHANGE_ANOTHERS, changes_anothers),
    (Action.HELP, helps),
    (Action.READ_OWN, reads_their_own),
    (Action.ANSWER, answers),
    (Action.TRY, tries_it),
    (Action.LEAVE, leaves),
)
# By somebody who has a report of today.
ABOUT_ONESELF = (
    (Action.READ_OWN, reads_their_own),
    (Action.EXPORT_OWN, exports_their_own),
    (Action.ANSWER, resolves_their_own),
    (Action.ANSWER, answers),
    (Action.ERASE_OWN, asks_to_be_erased),
)
FOR_GOOD = (
    (Action.POST_NOW, posts_now),
    (Action.ERASE_ANOTHERS, has_another_erased),
    (Action.CHANGE, changes),
)
