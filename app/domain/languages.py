"""The supported languages, by their codes; the translations are in the catalogues (`app/locale`)."""

ENGLISH = "en"
# Each language is named in itself, for people who read no other.
LANGUAGES = {ENGLISH: "English", "cs": "Čeština"}
