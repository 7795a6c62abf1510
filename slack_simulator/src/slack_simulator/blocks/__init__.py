"""Block Kit: its rules, and views."""
