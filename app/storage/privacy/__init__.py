"""Who was erased, who wants to be, and rows as they are."""
