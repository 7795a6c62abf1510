"""What owners are told."""
