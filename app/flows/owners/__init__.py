"""Who looks after a standup: told of trouble, handed over to."""
