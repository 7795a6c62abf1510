"""The report in the channel: its heading, and each person's posts."""

from app.views.heading import heading
from app.views.posts import added, edited, posts, withdrawn_part

__all__ = ["added", "edited", "heading", "posts", "withdrawn_part"]
