"""What a person sees and does by themselves: the Home tab, absence, preferences, commands."""
