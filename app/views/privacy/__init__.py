"""What people see of their data, and of erasure."""
