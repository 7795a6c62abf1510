"""What people see: builders from domain objects to Block Kit, and their parsers. Pure."""
