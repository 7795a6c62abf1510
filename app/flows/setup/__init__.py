"""Setting standups up: introduced, edited, checked, moved."""
