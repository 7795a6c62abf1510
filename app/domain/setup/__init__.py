"""The settings of a standup, and what may be wrong with them."""
