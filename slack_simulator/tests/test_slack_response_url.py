"""An answer by the address of a click changes what was clicked, or is for its clicker alone."""

from slack_room import ANA_DM, a_section


def answers(room, **values):
    url = room.received[-1].payload["response_url"].removeprefix("http://127.0.0.1")
    return room.request("POST", url, json=values)


def test_an_answer_by_response_url_is_for_the_one_who_clicked(room):
    room.clicks(room.menu(), "open")
    response = answers(room, text="only you")
    assert (response.status_code, response.text) == (200, "ok")
    assert room.state()["messages"][ANA_DM][-1]["ephemeral"] is True
    answers(room, text="all", response_type="in_channel")
    assert room.state()["messages"][ANA_DM][-1]["ephemeral"] is False


def test_the_original_can_be_replaced_and_deleted(room):
    menu = room.menu()
    room.clicks(menu, "open")
    answers(room, text="replaced", replace_original=True)
    message = room.state()["messages"][ANA_DM][0]
    assert (message["ts"], message["text"]) == (menu["ts"], "replaced")
    assert "blocks" not in message
    answers(room, delete_original=True)
    assert room.state()["messages"][ANA_DM] == []
    assert answers(room, text="x", replace_original=True).text == "message_not_found"


def test_a_response_url_works_five_times_and_thirty_minutes(room):
    room.clicks(room.menu(), "open")
    assert [answers(room, text="x").status_code for _ in range(6)] == [200] * 5 + [404]
    room.clicks(room.menu(), "open")
    room.real += 1801
    assert answers(room, text="x").text == "expired_url"


def test_a_response_url_takes_more_text_than_a_post(room):
    room.clicks(room.menu(), "open")
    blocks = [a_section("x" * 3000)] * 5
    assert answers(room, text="x", blocks=blocks).status_code == 200
    assert answers(room, text="x", blocks=[{"type": "nonsense"}]).text == "invalid_blocks"
