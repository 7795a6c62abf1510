"""Leaves out of the packages what never runs here: most of two of them is for others, and the limit is 5 MB."""

import pickle
import shutil
from pathlib import Path

from app.language import LANGUAGES

# Nothing of the app's imports these; tests/ops/test_package.py says so when a new version has none of them any more.
UNUSED = (
    "babel/messages",
    "babel/support.py",
    "dateutil/zoneinfo/*.tar.gz",  # Python and tzdata have the time zones
    "holidays/financial",
    "holidays/locale/[!e]*",
    "holidays/locale/e[!n]*",
    "holidays/locale/en_[!U]*",
    "icalendar/cli.py",
    "icalendar/tests",
    "slack",  # an old name of slack_sdk
    "slack_bolt/**/async_*.py",
    "slack_bolt/adapter",
    "slack_sdk/audit_logs",
    "slack_sdk/rtm",
    "slack_sdk/rtm_v2",
    "slack_sdk/scim",
    "slack_sdk/socket_mode",
    "slack_sdk/web/async_*.py",
    "slack_sdk/web/legacy_*.py",
    "urllib3/contrib/emscripten",
    "urllib3/contrib/pyopenssl.py",
)
# It would import all 250 countries for one.
ALL_COUNTRIES = "holidays/countries/__init__.py"
# What Babel knows of each language in the world, of which days, months, places and numbers are written.
SPOKEN = "babel/locale-data"
NAMES = ("days", "months", "time_zones", "number_symbols", "decimal_formats", "percent_formats")


def leave_out(folder: Path) -> None:
    """Delete what never runs from a folder of installed packages."""
    for pattern in UNUSED:
        for path in list(folder.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in (folder / SPOKEN).glob("*.dat"):
        _keep_names(path) if path.stem in {"root", *LANGUAGES} else path.unlink()
    (folder / ALL_COUNTRIES).write_text("", "utf-8")


def _keep_names(path: Path) -> None:
    known = pickle.loads(path.read_bytes())  # noqa: S301 the library's own file, of a known hash
    path.write_bytes(pickle.dumps({name: known[name] for name in NAMES if name in known}, protocol=4))
