"""The lines of the check-up: each looks at one thing and says its state, the reason, and the cure."""
