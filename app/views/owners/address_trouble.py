"""Why an address that a person gave could not be used, in words for them; the address is never quoted."""

from app.errors import AddressUnreachable
from app.language import Locale, later
from app.views.kit.text import escape

# Each follows a colon, as in "It could not be fetched: there is no server of that name."
REASONS = {
    "no_answer": later("the server does not answer"),
    "no_such_host": later("there is no server of that name"),
    "not_https": later("its address does not begin with https://"),
    "not_public": later("its address is not on the public internet"),
    "not_trusted": later("the server's certificate cannot be trusted"),
    "redirects": later("it is passed on from address to address without an end"),
    "status": later("the server answers with an error (`{detail}`)"),
    "too_large": later("it is larger than {detail} bytes"),
    "too_slow": later("it took longer than {detail} seconds"),
}


def why_unreachable(locale: Locale, error: AddressUnreachable) -> str:
    return locale.gettext(REASONS[error.why], detail=escape(error.detail))
