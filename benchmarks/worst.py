"""The worst that people write: what is long when escaped, what looks like markup, and what must not be taken apart."""

LONGEST = 3000
WORST = {
    "escapes": "&<>" * 1000,
    "emoji": "👩‍👩‍👧‍👦" * 428,
    "flags": "🇨🇿🇩🇪" * 750,
    "combining": "e\u0301\u0323" * 1000,
    "right to left": "שלום עולם " * 300,
    "overrides": "\u202eabc\u202c\u2066ש\u2069" * 333,
    "zero width": "a\u200bb\u200c\ufeff" * 600,
    "fences": "```\n<!channel>\n```\n" * 150,
    "one word": "x" * LONGEST,
    "mentions": "<@U0BOSS> <!here> @channel " * 111,
    "links": "<https://evil.example|your bank>" * 93,
    "lines": "- a\n" * 750,
    "blank": " \n" * 1499 + "a",
}


def worst_answers(number: int) -> dict[str, str]:
    """Give three answers of 3,000 characters each, other ones for each number."""
    kinds = list(WORST.values())
    texts = [(kinds[(number + 5 * place) % len(kinds)] + "x" * LONGEST)[:LONGEST] for place in range(3)]
    return {f"question{place}": text for place, text in enumerate(texts)}
