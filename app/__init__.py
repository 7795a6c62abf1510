"""The Standup Bot: a team's daily standup in Slack, in the team's own AWS account."""

__version__ = "0.8.0.dev0"  # as in pyproject.toml, which does not ship
