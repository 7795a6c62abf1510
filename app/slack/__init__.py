"""Our few calls to Slack, and how we read what it answers."""
