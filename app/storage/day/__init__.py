"""Occurrences, reports, members, and what is stored beside them."""
