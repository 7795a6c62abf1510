"""From requirements and sources to the zip that Lambda runs, and the check of it."""
