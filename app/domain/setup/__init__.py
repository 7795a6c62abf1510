"""The settings of a standup, how they are checked, and their changes."""
