"""The local workspace: a Slack and an AWS on this machine, never shipped."""
