"""What owners are told about."""
