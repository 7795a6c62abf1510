"""The floor: what Lambda's runtime client costs by itself."""


def slack_responses(_event, _context):
    return {"statusCode": 200, "body": ""}
