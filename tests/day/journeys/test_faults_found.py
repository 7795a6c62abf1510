"""What the reliability experiment found, each as the smallest story that shows it."""

from tests.kit.people import answers


def test_a_menu_that_was_used_before_it_was_noted_is_not_sent_again(team):
    """The click's answer replaced the menu, and with it the mark by which a doubtful menu is found."""
    team.fault("chat.postMessage", "lost_reply")
    team.fault("chat.postMessage", "error", error="token_revoked")
    assert team.are_asked()["status"] == "failed"
    (alice,) = team.asked
    answers(alice, "Export")
    team.settles()
    assert team.are_asked()["status"] == "succeeded"
    assert [len(person.messages()) for person in team.asked] == [1] * 11
    assert team.row(alice)["answers"] == {"question0": "Export"}


def test_a_post_whose_sender_died_shows_what_was_edited_meanwhile(team):
    """It is found again by its mark, which says nothing about the words that it shows."""
    team.are_asked()
    alice, bob, *_ = team.asked
    answers(alice, "Export")
    answers(bob, "Review")
    team.settles()
    team.fault("chat.postMessage", "lost_reply", after=1)
    team.fault("chat.postMessage", "error", error="token_revoked", after=1)
    assert team.get_the_report()["status"] == "failed"
    answers(alice, "Export and import")
    team.settles()
    assert team.get_the_report()["status"] == "succeeded"
    first, second = team.posts()
    assert "Export and import" in str(first["blocks"])
    assert "Review" in str(second["blocks"])


def test_answers_that_come_late_count_though_the_menu_was_used_to_skip_meanwhile(team):
    """They were acknowledged first, and who has answered cannot skip; the menu had only not changed yet."""
    team.are_asked()
    alice = team.asked[0]
    team.fault("delivery", "late", seconds=0.3)
    answers(alice, "Export")
    alice.clicks("Skip today")
    team.settles()
    assert team.row(alice)["state"] == "submitted"
    assert team.row(alice)["answers"] == {"question0": "Export"}
    assert "Thank you" in alice.reads()
