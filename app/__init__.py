"""The Standup Bot: a team's daily standup in Slack, in the team's own AWS account."""
