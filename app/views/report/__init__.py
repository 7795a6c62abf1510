"""The report in the channel."""
