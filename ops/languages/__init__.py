"""The catalogues of texts and their translations."""
