"""What is stored: exported, imported, erased, audited."""
