"""A standup day, as the team lives it."""

from tests.kit.people import answers, labels


def test_everybody_in_the_channel_gets_one_menu(team):
    answer = team.are_asked()
    assert answer["status"] == "succeeded", answer
    assert len(team.asked) == answer["result"]["people"] >= 8
    for person in team.asked:
        assert len(person.messages()) == 1
        assert "Daily standup" in person.reads()
        assert labels(person) == ["Open Report", "Skip today"]


def test_a_report_goes_from_the_menu_to_the_channel(team):
    team.are_asked()
    alice, *_ = team.asked
    alice.clicks("Open Report")
    assert alice.sends("Finished the export", "Review", "")["outcome"] == "closed"
    team.settles()
    assert "Thank you" in alice.reads()
    assert labels(alice) == ["Edit", "Withdraw"]
    team.get_the_report()
    (post,) = team.posts()
    assert post["username"] == alice.name
    assert "Finished the export" in post["text"]
    assert "was posted" in alice.reads()


def test_ten_people_answer_and_nothing_is_sent_twice(team):
    """Ten people, all answer, and every event comes again and twice at once."""
    team.are_asked()
    ten = team.asked[:10]
    assert len(ten) == 10
    for person in ten:
        answers(person, f"{person.name} finished the export", "Review", "None")
    team.settles()
    team.get_the_report()
    for _ in range(2):
        team.are_asked()
        team.get_the_report()
        team.place.post("schedule", type="send_questions")
        team.place.post("schedule", type="send_questions")
        team.place.post("schedule", type="send_report")
        team.place.post("schedule", type="send_report")
        team.settles()
    assert [len(person.messages()) for person in team.asked] == [1] * len(team.asked)
    assert sorted(post["username"] for post in team.posts()) == sorted(person.name for person in ten)
    assert len(team.channel()) == 11
    assert team.failures() == []
