"""The Home tab, its modals, and the answers to commands."""
