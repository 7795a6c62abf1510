"""An occurrence, and each person's report in it."""
