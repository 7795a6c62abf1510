"""Faults of a deployed stage: planted, found, cured."""
