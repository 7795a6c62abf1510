"""What Slack keeps: people, conversations, messages, files."""
