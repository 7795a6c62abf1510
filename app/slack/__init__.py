"""Slack: our few verbs to it, and what it says."""
