"""What the reliability experiment found, each as the smallest story that shows it."""

from tests.people import answers


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
