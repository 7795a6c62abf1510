"""What people type, and their participation in standups."""
