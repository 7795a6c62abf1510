"""What one person sees of their day: the menu, the report form, blockers."""
