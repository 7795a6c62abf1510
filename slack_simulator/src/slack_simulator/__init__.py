"""A Slack that people can use and tests can trust."""
