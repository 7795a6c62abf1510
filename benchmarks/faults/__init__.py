"""The reliability experiment: the real handler, broken by a plan that can be repeated, held to what it promises."""
