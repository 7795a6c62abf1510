"""The Home tab, its modals, and answers to commands."""
