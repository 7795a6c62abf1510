"""What owners hear of."""
