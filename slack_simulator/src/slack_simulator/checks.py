"""Check what an app sends without sending it: blocks and views, and what stands in their inputs."""

from slack_simulator.blocks.checking import check_message_blocks, check_view, elements_of
from slack_simulator.blocks.form_state import SEVERAL, complaints, state_values, value_key

__all__ = ["SEVERAL", "check_message_blocks", "check_view", "complaints", "elements_of", "state_values", "value_key"]
