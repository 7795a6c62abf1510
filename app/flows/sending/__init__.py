"""The parts of a workspace's one sender: turns by Slack's limits, and hands that work side by side."""
