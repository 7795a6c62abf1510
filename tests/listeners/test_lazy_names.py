"""Lazy functions keep their names: envelopes of earlier releases, in Lambda's or the failure queue, ask for them."""

import re

from tests import ROOT

EARLIER = """
    answer_command answer_message ask_erasure ask_for_it come_again confirm_erasure decline_erasure
    export_own export_standup introduce_bot leave_channel post_now refresh_home save_answers
    save_away save_closing save_confirmed save_deletion save_departure save_help save_help_no_more
    save_joining save_leaving save_more save_new_id save_opening_again save_preferences
    save_rejoining save_removal save_reopening save_resolved save_restoration save_return save_seen
    save_skip save_standup save_undo save_uninstalling save_withdrawal show_figures show_menu_again
    show_page start_rehearsal take_part_again take_wish_back
"""


def test_every_name_that_an_envelope_may_hold_is_there():
    routes = "".join(path.read_text("utf-8") for path in (ROOT / "app" / "listeners").rglob("__init__.py"))
    assert set(EARLIER.split()) <= set(re.findall(r"lazy=\[\w+\.(\w+)\]", routes))
