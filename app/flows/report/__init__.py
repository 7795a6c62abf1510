"""The report: its summary header, posts, digest, charts, copies and webhook."""
