"""Standups and what belongs to them."""
