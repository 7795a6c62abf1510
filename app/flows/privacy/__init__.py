"""What is stored of people: exported, erased, kept no longer than it may be."""
