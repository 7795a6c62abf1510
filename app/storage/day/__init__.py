"""Occurrences and reports, and what stands beside them."""
