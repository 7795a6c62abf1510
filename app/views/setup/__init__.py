"""The modals of a standup, and its first message."""
