"""The languages that there are, by their codes; what is said in them is in the catalogues (`app/locale`)."""

ENGLISH = "en"
# Each by its name in its own words, for who reads no other.
LANGUAGES = {ENGLISH: "English", "cs": "Čeština"}
