"""The menu, the report form, blockers."""
