"""Messages to the owners of a standup: about trouble, and about who owns it."""
