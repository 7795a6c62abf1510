"""The open questions about the real Slack, asked in test channels."""
