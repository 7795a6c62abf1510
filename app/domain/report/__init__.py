"""Where answers may be shown, digests, tallies, and signed webhooks."""
