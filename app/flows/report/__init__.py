"""The report in the channel: its summary header, posts, digest, charts, copies and webhook."""
