"""AWS's prices, and what a month of counted days costs at them."""

import json
from pathlib import Path

from benchmarks.cost.counting import LINE_EXTRA, Counts
from ops.steps import ROOT

FIGURES = ROOT / "benchmarks" / "cost.json"
MEMORY = 512

# US dollars in us-east-1, from AWS's public price pages, November 2026; without any free tier.
GIGABYTE_SECOND = 0.0000133334  # Lambda on arm64
INVOCATION = 0.20e-6
HTTP_REQUEST = 1.00e-6
WRITE_UNIT, READ_UNIT = 0.625e-6, 0.125e-6
STORED_GIGABYTE, RECOVERABLE_GIGABYTE = 0.25, 0.20  # a month
LOGGED_GIGABYTE = 0.50 + 0.03  # taken in, and kept for a month
DECRYPTION = 0.03 / 10_000
SENT_GIGABYTE = 0.09
ALARM, DASHBOARD, METRIC = 0.10, 3.00, 0.30  # a month

DAYS = 22
DAYS_KEPT = 400
HOURS = 730
# What a run on one machine cannot tell, and is supposed.
COLD = 1 / 5  # of the invocations: clicks of one morning come close together
LAMBDA_LOG_BYTES = 600  # Lambda's own lines of an invocation
ACCESS_LOG_BYTES = 300 + LINE_EXTRA
CALL_EXTRA_BYTES = 3_000  # of a call to Slack: TLS and headers
METRIC_HOURS = 3  # of a day in which a metric counts anything
ECHO_SECONDS = 0.01  # of an event that tells the bot of its own message: acknowledged, and that is all
ECHO_LOG_BYTES = 450
TICK_SECONDS = 0.03  # of a tick that finds nothing due; a tick reads one index four times

Row = tuple[str, float]


def read_figures(file: Path = FIGURES) -> list[Counts]:
    """Give the days that were counted."""
    return [Counts(**day) for day in json.loads(file.read_text("utf-8"))]


def month(day: Counts) -> list[Row]:
    """Give what each thing costs in a month of such days, in dollars."""
    starts = day.invocations * COLD
    seconds = day.busy_seconds + starts * day.init_seconds
    logged = day.log_bytes + day.invocations * LAMBDA_LOG_BYTES + day.http_requests * ACCESS_LOG_BYTES
    sent = day.slack_bytes + day.slack_calls * CALL_EXTRA_BYTES
    stored = day.stored_bytes * DAYS_KEPT * DAYS / 30 / 1e9
    return [
        ("Lambda, time", DAYS * seconds * MEMORY / 1024 * GIGABYTE_SECOND),
        ("Lambda, invocations", DAYS * day.invocations * INVOCATION),
        ("HTTP API", DAYS * day.http_requests * HTTP_REQUEST),
        ("DynamoDB, writes", DAYS * day.write_units * WRITE_UNIT),
        ("DynamoDB, reads", DAYS * day.read_units * READ_UNIT),
        ("DynamoDB, rows of 400 days", stored * STORED_GIGABYTE),
        ("DynamoDB, their point-in-time recovery", stored * RECOVERABLE_GIGABYTE),
        ("Logs", DAYS * logged / 1e9 * LOGGED_GIGABYTE),
        ("Decrypting the two secrets", DAYS * starts * 2 * DECRYPTION),
        ("Data sent to Slack", DAYS * sent / 1e9 * SENT_GIGABYTE),
        ("Events of the bot's own messages", DAYS * echoes(day.people) * _echo()),
    ]


def echoes(people: int) -> int:
    """Give how often Slack tells the bot of its own direct messages in a day.

    The menu comes, it changes with the answer, and it does once more when the report is out.
    """
    return people * 3


def _echo() -> float:
    """Give what one of these costs."""
    time = ECHO_SECONDS * MEMORY / 1024 * GIGABYTE_SECOND
    logged = LAMBDA_LOG_BYTES + ACCESS_LOG_BYTES + ECHO_LOG_BYTES
    return HTTP_REQUEST + INVOCATION + time + logged / 1e9 * LOGGED_GIGABYTE


def total(day: Counts) -> float:
    return sum(cost for _, cost in month(day))


def standing(alarms: int, metrics: int) -> list[Row]:
    """Give what there is to pay for watching, whether or not anybody uses it."""
    return [
        (f"{alarms} alarms", alarms * ALARM),
        ("the dashboard", DASHBOARD),
        ("the tick, once a minute", HOURS * 60 * _tick()),
        (f"{metrics} metrics, {METRIC_HOURS} hours a day", metrics * METRIC * METRIC_HOURS * DAYS / HOURS),
    ]


def _tick() -> float:
    """Give what a tick costs that finds nothing due."""
    time = TICK_SECONDS * MEMORY / 1024 * GIGABYTE_SECOND
    return time + INVOCATION + 4 * READ_UNIT / 2 + LAMBDA_LOG_BYTES / 1e9 * LOGGED_GIGABYTE


def table(days: list[Counts]) -> str:
    """Give the costs of a month, and the counts of a day behind them, as in docs/cost.md."""
    heads = [f"{day.people:,} people" for day in days]
    months = [dict(month(day)) for day in days]
    costs = [[name, *(f"{each[name]:.4f}" for each in months)] for name in months[0]]
    counted = [
        ["HTTP requests from Slack", *(f"{day.http_requests:,}" for day in days)],
        ["Invocations", *(f"{day.invocations:,}" for day in days)],
        ["Seconds of Lambda", *(f"{day.busy_seconds:,.0f}" for day in days)],
        ["DynamoDB write units", *(f"{day.write_units:,.0f}" for day in days)],
        ["DynamoDB read units", *(f"{day.read_units:,.0f}" for day in days)],
        ["Calls to Slack", *(f"{day.slack_calls:,}" for day in days)],
        ["kB logged by the app", *(f"{day.log_bytes / 1000:,.0f}" for day in days)],
        ["kB stored", *(f"{day.stored_bytes / 1000:,.0f}" for day in days)],
    ]
    sums = ["**Sum**", *(f"**{total(day):.2f}**" for day in days)]
    return "\n\n".join([_lines("USD a month", heads, [*costs, sums]), _lines("one day, counted", heads, counted)])


def _lines(first: str, heads: list[str], rows: list[list[str]]) -> str:
    return "\n".join(
        f"| {' | '.join(cells)} |" for cells in [[first, *heads], ["---", *(["---:"] * len(heads))], *rows]
    )
