"""What people type, and their part in standups."""
