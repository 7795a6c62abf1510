"""The simulator's parts, for a program that runs it within its own, on a clock of its own."""

from slack_simulator.api.arguments import Arguments, read_body
from slack_simulator.api.web_api import call
from slack_simulator.clock import Clock
from slack_simulator.conversations.upkeep import change_channel, change_people
from slack_simulator.delivery.connections import Dropped, Protocol, Server, listen, serving
from slack_simulator.delivery.dispatch import signature
from slack_simulator.errors import ActError, RateLimitedError
from slack_simulator.front import acts, forms
from slack_simulator.front.controls import moment_of
from slack_simulator.front.routes import wish_of
from slack_simulator.server import create_app
from slack_simulator.state.channels import Conversation, direct_message
from slack_simulator.state.journal import Journal
from slack_simulator.state.limits import Limits
from slack_simulator.state.people import Person, another_person, user_object
from slack_simulator.state.policies import ANY, AT_FIRST, AT_LAST, WHOLE
from slack_simulator.workspace import Workspace

__all__ = [
    "ANY",
    "AT_FIRST",
    "AT_LAST",
    "WHOLE",
    "ActError",
    "Arguments",
    "Clock",
    "Conversation",
    "Dropped",
    "Journal",
    "Limits",
    "Person",
    "Protocol",
    "RateLimitedError",
    "Server",
    "Workspace",
    "acts",
    "another_person",
    "call",
    "change_channel",
    "change_people",
    "create_app",
    "direct_message",
    "forms",
    "listen",
    "moment_of",
    "read_body",
    "serving",
    "signature",
    "user_object",
    "wish_of",
]
