"""The open questions about the real Slack, asked in a private test channel."""
