"""The standups of a stage in one file."""
