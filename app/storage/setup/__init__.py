"""Standups, their changes, drafts and introductions."""
