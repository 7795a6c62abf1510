"""Leaves out of the packages what never runs here: most of some of them is for others, and the limit is 5 MB."""

import pickle
import re
import shutil
import struct
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from app.domain.languages import LANGUAGES
from ops.steps import Problem

# Nothing of the app's imports these; tests/ops/deploying/test_package.py says so when a new version has none of them.
UNUSED = (
    "*/py.typed",
    "babel/lists.py",
    "babel/localtime/_win32.py",
    "babel/messages",
    "babel/support.py",
    "babel/units.py",
    "botocore/crt/auth.py",
    "botocore/stub.py",
    "click",  # for a command line that nobody calls: see WITHOUT_ITS_COMMAND
    "click-*.dist-info",
    "dateutil/tz/win.py",  # dateutil tries it, and does without where there is no Windows
    "dateutil/zoneinfo/rebuild.py",
    "dateutil/zoneinfo/*.tar.gz",  # Python and tzdata have the time zones
    "holidays/financial",
    "holidays/generate_ics.py",
    "holidays/ical.py",
    "holidays/locale/[!e]*",
    "holidays/locale/e[!n]*",
    "holidays/locale/en_[!U]*",
    "holidays-*.dist-info/licenses/CONTRIBUTORS",
    "icalendar/cli.py",
    "icalendar/tests",
    "icalendar/timezone/equivalent_timezone_ids.py",  # made the list beside it, with pytz
    "icalendar/timezone/pytz.py",
    "recurring_ical_events/test",
    "msgspec/*.pyi",
    "slack",  # an old name of slack_sdk
    "slack_bolt/**/async_*.py",
    "slack_bolt/**/asyncio_runner.py",
    "slack_bolt/**/default_async_store.py",
    "slack_bolt/adapter",
    "slack_sdk/audit_logs",
    "slack_sdk/http_retry/*async*.py",
    "slack_sdk/models/dialogs",
    "slack_sdk/oauth/**/amazon_s3",
    "slack_sdk/oauth/**/sqlalchemy",
    "slack_sdk/oauth/installation_store/*cacheable_*.py",
    "slack_sdk/oauth/sqlalchemy_utils",
    "slack_sdk/oauth/token_rotation/async_*.py",
    "slack_sdk/rtm",
    "slack_sdk/rtm_v2",
    "slack_sdk/scim",
    "slack_sdk/socket_mode",
    "slack_sdk/web/async_*.py",
    "slack_sdk/webhook/async_*.py",
    "slack_sdk/web/legacy_*.py",
    "tzdata/zoneinfo/iso3166.tab",
    "tzdata/zoneinfo/leapseconds",
    "tzdata/zoneinfo/tzdata.zi",
    "tzdata/zoneinfo/zone1970.tab",
    "tzdata/zoneinfo/zonenow.tab",
    "urllib3/contrib/emscripten",
    "urllib3/contrib/pyopenssl.py",
    "urllib3/contrib/socks.py",
    "urllib3/http2/connection.py",
)
# It would import all 250 countries for one.
ALL_COUNTRIES = "holidays/countries/__init__.py"
# A module whose last part is a command line; it alone needs click, which is as large as all that reads calendars.
WITHOUT_ITS_COMMAND = "x_wr_timezone.py"
COMMAND, IMPORT = "@click.command()", "import click\n"
# botocore writes a page about each call when somebody asks for help(); what its client imports of that is these names.
HELP, HELP_KEEPS = "botocore/docs", {"utils.py"}
NO_HELP = """
class LazyLoadedDocstring(str):
    def __new__(cls, *args, **kwargs):
        return super().__new__(cls)

    def __init__(self, *args, **kwargs):
        pass


ClientMethodDocstring = PaginatorDocstring = WaiterDocstring = LazyLoadedDocstring
"""
# botocore brings a copy of six along; what reads dates brings the original.
SIX, ORIGINAL_SIX = "botocore/vendored/six.py", "six.py"
# What Babel knows of each language in the world, of which days, months, places and numbers are written.
SPOKEN = "babel/locale-data"
# And of the world: which money and languages there are where, and what a language is likely to be, is never written.
WORLD = "babel/global.dat"
UNWRITTEN = (
    "all_currencies",
    "currency_fractions",
    "likely_subtags",
    "territory_currencies",
    "territory_languages",
    "windows_zone_mapping",
)
# School holidays of two countries, a line for each of decades: days off here are public holidays alone.
SCHOOLS = "holidays/calendars/*_school.py"
THEIR_DAYS = re.compile(r"^(\w+_SCHOOL_HOLIDAYS)\b[^=]*= \{\n.*\Z", re.MULTILINE | re.DOTALL)
# What holidays are called, a file a country; who translated them, and when, is a third of each.
TRANSLATED, HEAD = "holidays/locale/*/LC_MESSAGES/*.mo", "Content-Type: text/plain; charset=UTF-8\n"
NAMES = ("days", "months", "time_zones", "number_symbols", "decimal_formats", "percent_formats")


def leave_out(folder: Path) -> None:
    """Delete what never runs from a folder of installed packages."""
    for pattern in UNUSED:
        for path in list(folder.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in (folder / SPOKEN).glob("*.dat"):
        _keep_names(path) if path.stem in {"root", *LANGUAGES} else path.unlink()
    _leave_out_money(folder / WORLD)
    for path in folder.glob(TRANSLATED):
        path.write_bytes(_without_head(path.read_bytes()))
    (folder / ALL_COUNTRIES).write_text("", "utf-8")
    _leave_out_schools(sorted(folder.glob(SCHOOLS)))
    _leave_out_command(folder / WITHOUT_ITS_COMMAND)
    _leave_out_help(folder / HELP)
    _leave_out_copy(folder / SIX, folder / ORIGINAL_SIX)
    for path in folder.glob("*.dist-info/METADATA"):  # behind the first empty line is what the project's page says
        path.write_text(path.read_text("utf-8").partition("\n\n")[0] + "\n", "utf-8")


def _leave_out_schools(paths: list[Path]) -> None:
    for path in paths:
        source, found = THEIR_DAYS.subn(r"\1: dict = {}\n", path.read_text("utf-8"))
        if not found:
            raise Problem(f"{path.name} has another form: what is left out of it has to be looked at anew.")
        path.write_text(source, "utf-8")


def _leave_out_command(path: Path) -> None:
    source, command, _ = path.read_text("utf-8").partition(COMMAND)
    if not command or IMPORT not in source:
        raise Problem(f"{path.name} has no command line any more: what is left out of it has to be looked at anew.")
    path.write_text(source.replace(IMPORT, ""), "utf-8")


def _leave_out_help(docs: Path) -> None:
    for path in [path for path in docs.iterdir() if path.name not in HELP_KEEPS]:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    (docs / "__init__.py").write_text("", "utf-8")
    (docs / "docstring.py").write_text(NO_HELP, "utf-8")


def _leave_out_copy(copy: Path, original: Path) -> None:
    if not original.exists():
        raise Problem(f"There is no {original.name} any more: its copy is needed.")
    copy.unlink()
    copy.with_name("__init__.py").write_text("import six\n", "utf-8")


def _leave_out_money(path: Path) -> None:
    known = pickle.loads(path.read_bytes())  # noqa: S301 the same
    path.write_bytes(pickle.dumps({**known, **{name: {} for name in UNWRITTEN if name in known}}, protocol=4))


def _keep_names(path: Path) -> None:
    known = pickle.loads(path.read_bytes())  # noqa: S301 the library's own file, of a known hash
    path.write_bytes(pickle.dumps({name: known[name] for name in NAMES if name in known}, protocol=4))


def _without_head(catalogue: bytes) -> bytes:
    """Write a catalogue of gettext's again, of whose head only the encoding is left."""
    said: dict[str, str] = vars(GNUTranslations(BytesIO(catalogue)))["_catalog"]
    texts = sorted({**said, "": HEAD}.items())
    words = [text.encode() for pair in zip(*texts, strict=True) for text in pair]
    at, places = 28 + 8 * len(words), []
    for word in words:
        places += [len(word), at]
        at += len(word) + 1
    table = struct.pack(f"<{7 + len(places)}I", 0x950412DE, 0, len(texts), 28, 28 + 8 * len(texts), 0, 0, *places)
    return table + b"".join(word + b"\0" for word in words)
