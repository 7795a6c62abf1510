"""A standup over Auckland, Prague and New York keeps everybody's own clock, whatever the clocks change to."""
