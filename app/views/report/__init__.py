"""The summary in the channel: its header, posts, digests, charts, and copies of it."""
