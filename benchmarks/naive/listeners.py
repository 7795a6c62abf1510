"""The baseline's listeners."""

import json

from models import Member, Report

QUESTIONS = {
    "question0": "What did you work on yesterday?",
    "question1": "What is your plan for today?",
    "question2": "Any impediments?",
}


def register(app):
    app.action("standup.action.open_dialog")(open_dialog)
    app.view("standup.action.answers")(ack=lambda ack: ack(), lazy=[save_answers])


def open_dialog(ack, body, action, client):
    ack()
    user_id, team_id = body["user"]["id"], body["team"]["id"]
    report = Report.get(action["value"], user_id)
    try:
        last = Member.get(team_id, user_id).last_answers.as_dict()
    except Member.DoesNotExist:
        last = {}
    blocks = [
        {
            "type": "input",
            "block_id": key,
            "optional": True,
            "label": {"type": "plain_text", "text": question},
            "element": {
                "type": "plain_text_input",
                "action_id": key,
                "multiline": True,
                **({"initial_value": last[key]} if last.get(key) else {}),
            },
        }
        for key, question in QUESTIONS.items()
    ]
    client.views_open(
        trigger_id=body["trigger_id"],
        view={
            "type": "modal",
            "callback_id": "standup.action.answers",
            "title": {"type": "plain_text", "text": "Daily standup"},
            "submit": {"type": "plain_text", "text": "Send"},
            "blocks": blocks,
            "private_metadata": json.dumps({"report_id": report.report_id}),
        },
    )


def save_answers(body, view, client):
    user_id, team_id = body["user"]["id"], body["team"]["id"]
    values = view["state"]["values"]
    answers = {key: values[key][key]["value"] or "" for key in QUESTIONS}
    profile = client.users_info(user=user_id)["user"]
    report = Report.get(json.loads(view["private_metadata"])["report_id"], user_id)
    report.user_name = profile["real_name"]
    report.icon_url = profile["profile"]["image_192"]
    report.answers = answers
    report.save()
    Member(team_id, user_id, last_answers=answers).save()
    client.chat_update(channel=report.channel, ts=report.ts, text="Thank you for your report!", blocks=[])
