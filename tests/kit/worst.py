"""Texts as people may write them, the worst among them."""

from hypothesis import strategies as st

from benchmarks.worst import LONGEST, WORST, worst_answers

a_text = st.sampled_from([text[:LONGEST] for text in WORST.values()]) | st.text(
    st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=400
)

__all__ = ["WORST", "a_text", "worst_answers"]
