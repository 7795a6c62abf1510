"""What a member sees and does alone: the Home tab, absence, preferences, commands."""
