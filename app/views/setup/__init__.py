"""The modals in which a standup is set up, and its first message in a channel."""
