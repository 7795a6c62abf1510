"""Uploading files: the app's verb against the simulated Slack, over HTTP."""

import httpx
import pytest

from app.errors import SlackError, SlackRefused, UploadsDeclined
from app.slack.files import File
from slack_simulator.hosting import AT_FIRST, AT_LAST
from slack_simulator.visitor import NotAsExpected

REPORTS = File("reports.csv", b"day,answer\n", "Your reports")


def test_a_file_arrives_in_the_persons_direct_message(services, team, stack):
    ana = team[0]
    channel = services.slack.direct_channel(ana.id)
    file_id = services.slack.upload(channel, REPORTS, "Here they are.")
    (message,) = ana.messages()
    assert (message["text"], message["author"]["is_app"]) == ("Here they are.", True)
    (shown,) = message["files"]
    assert (shown["id"], shown["title"], shown["mimetype"]) == (file_id, "Your reports", "text/csv")
    with httpx.Client(base_url=stack.url, trust_env=False) as page:
        assert page.get(shown["url_private"], params={"as": ana.id}).content == REPORTS.content
        assert page.get(shown["url_private"], params={"as": team[1].id}).status_code == 404


def test_without_the_optional_scope_nothing_is_uploaded(services, team):
    team.place.post("scopes", declined=["files:write"])
    with pytest.raises(UploadsDeclined):
        services.slack.upload(services.slack.direct_channel(team[0].id), REPORTS)
    assert team[0].messages() == []
    team.place.post("scopes", declined=[])


def test_a_person_is_no_conversation_for_files(services, team):
    with pytest.raises(SlackRefused, match="channel_not_found"):
        services.slack.upload(team[0].id, REPORTS)


def test_an_empty_file_is_refused(services, team):
    with pytest.raises(SlackRefused, match="missing_argument"):
        services.slack.upload(services.slack.direct_channel(team[0].id), File("reports.csv", b""))


def test_a_picture_is_described_for_who_cannot_see_it(services, team):
    channel = services.slack.direct_channel(team[0].id)
    services.slack.upload(channel, File("mood.png", b"\x89PNG", alt="Three are great" + "." * 2000))
    (shown,) = team[0].messages()[-1]["files"]
    assert (shown["mimetype"], shown["alt_txt"][:16], len(shown["alt_txt"])) == ("image/png", "Three are great.", 1000)


def test_what_is_uploaded_has_the_length_that_was_said(stack):
    with httpx.Client(base_url=stack.url, trust_env=False) as anybody:
        assert anybody.post("/upload/v1/unknown", content=b"x").status_code == 400


@pytest.mark.parametrize(
    ("error", "late"), [*((each, False) for each in AT_FIRST), *((each, True) for each in AT_LAST)]
)
def test_a_workspace_that_forbids_files_refuses_them_as_slack_does(services, team, error, late):
    team.place.post("policies", uploads=error, refuses_late=late)
    step = "files_completeUploadExternal" if late else "files_getUploadURLExternal"
    with pytest.raises(SlackError, match=f"{step}: {error}"):
        services.slack.upload(services.slack.direct_channel(team[0].id), REPORTS)
    assert team[0].messages() == []


def test_pictures_are_spared_where_only_other_files_are_forbidden(services, team):
    team.place.post("policies", uploads="file_uploads_except_images_disabled")
    channel = services.slack.direct_channel(team[0].id)
    services.slack.upload(channel, File("mood.png", b"\x89PNG", alt="Three are great"))
    with pytest.raises(SlackError, match="except_images"):
        services.slack.upload(channel, REPORTS)


def test_what_nobody_can_decide_is_refused(team):
    for wish in ({"uploads": "no_idea"}, {"weather": "fine"}, {"uploads": 1}):
        with pytest.raises(NotAsExpected):
            team.place.post("policies", **wish)
