"""What happens in conversations."""
