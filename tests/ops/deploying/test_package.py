"""The package: the same bytes each time, complete, and working with nothing else in reach."""

import gzip
import os
import subprocess
import sysconfig
import zipfile
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import pytest

from ops.ending import run
from ops.packaging import archive, interpreter, package, tree, unused
from ops.steps import Problem

# What the head of an executable calls that processor (ELF, e_machine).
AARCH64 = 0xB7
NO_INDEX = "needs what requirements/app.txt names, from the package index or uv's store"


@pytest.fixture(scope="module")
def python(processes) -> str | None:
    return interpreter.find()


@pytest.fixture(scope="module")
def built(tmp_path_factory, python) -> Path:
    """A package; where nothing can be installed there is none, which in CI is a failure."""
    target = tmp_path_factory.mktemp("package") / "standup.zip"
    try:
        package.build(target, python)
    except Problem as problem:
        if os.environ.get("REQUIRE_BROWSER"):
            raise
        pytest.skip(f"{NO_INDEX}: {problem}")
    return target


def names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as packed:
        return packed.namelist()


def test_the_same_input_gives_the_same_bytes(built, python, tmp_path):
    package.build(tmp_path / "again.zip", python)
    assert (tmp_path / "again.zip").read_bytes() == built.read_bytes()


def test_it_holds_what_runs_and_nothing_else(built):
    held = names(built)
    assert {"handler.py", "app/bootstrap.pyc", "botocore/cacert.pem", "tzdata/zoneinfo/Europe/Berlin"} <= set(held)
    ours = [name for name in held if name.startswith(("app/local/", "ops/", "tests/", "benchmarks/", "boto3/"))]
    assert ours == []
    services = {name.split("/")[2] for name in held if name.startswith("botocore/data/") and name.count("/") > 2}
    assert services == {"dynamodb", "lambda", "ssm", "sts"}


def test_aws_is_described_without_what_only_readers_need(built):
    """Three quarters of it, which would be parsed at each cold start."""
    with zipfile.ZipFile(built) as packed:
        models = [packed.read(name) for name in packed.namelist() if name.endswith("service-2.json.gz")]
    assert len(models) == 4
    assert not [model for model in models if b'"documentation": "' in gzip.decompress(model)]


def test_what_is_compiled_is_so_for_lambdas_processor_and_python(built):
    """Whatever machine the package is made on: the extensions are for Linux on ARM, and for CPython 3.13."""
    with zipfile.ZipFile(built) as packed:
        compiled = {name: packed.read(name)[:20] for name in packed.namelist() if name.endswith((".so", ".pyd"))}
    assert compiled
    for name, head in compiled.items():
        assert name.endswith(".cpython-313-aarch64-linux-gnu.so")
        assert (head[:4], int.from_bytes(head[18:20], "little")) == (b"\x7fELF", AARCH64)


def test_every_module_has_its_bytecode(built, python):
    if python is None:
        pytest.skip(package.MISSING)
    held = set(names(built))
    for name in (name for name in held if name.endswith(".py")):
        folder, _, module = name.rpartition("/")
        compiled = f"{folder}/__pycache__/{module[:-3]}.cpython-313.pyc".lstrip("/")
        assert compiled in held, name


def test_it_works_by_itself(built, python, capsys):
    """The check under Lambda's Python: both functions answer, and everything comes from the package."""
    if python is None:
        pytest.skip(package.MISSING)
    package.check(built, python)
    assert "checked from inside" in capsys.readouterr().out


def test_what_is_left_out_was_there(tmp_path):
    """A new version of a package may have moved it elsewhere."""
    home = Path(sysconfig.get_path("purelib"))
    assert [pattern for pattern in (*unused.UNUSED, unused.ALL_COUNTRIES) if not any(home.glob(pattern))] == []


DAYS = """
import sys
sys.path.insert(0, sys.argv[1])
from datetime import date
from app.calendars import Calendars, company
print([Calendars().holiday(country, date(2027, 1, 6)) for country in ("DE-BY", "CZ", "ES", "RU", "US")])
print(sum(name.startswith("holidays.countries.") for name in sys.modules) < 10)
event = "BEGIN:VEVENT\\r\\nDTSTART;VALUE=DATE:19991224\\r\\nRRULE:FREQ=YEARLY\\r\\nEND:VEVENT"
print(company.read(f"BEGIN:VCALENDAR\\r\\n{event}\\r\\nEND:VCALENDAR", date(2026, 11, 24)).days[0])
from app.domain.languages import LANGUAGES
from app.views.kit.dates import city, written_date
from app.language import Locale
from app.views.kit.numbers import percent, written_number
print("babel.dates" in sys.modules)
for language in LANGUAGES:
    locale = Locale(language)
    said = written_date(locale, date(2026, 11, 24)), percent(locale, 0.5), written_number(locale, 1000.5)
    print(*map(ascii, (*said, city(locale, "Europe/Vienna"))))
"""


def test_what_is_left_of_the_libraries_of_days_is_enough(built, python, tmp_path):
    if python is None:
        pytest.skip(package.MISSING)
    package.unpack(built, tmp_path, python)
    command = [python, "-I", "-S", "-c", DAYS, str(tmp_path)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 the Python that was just found
    off, is_small, first, is_read_at_once, *dates = said.splitlines()
    assert off == "['Epiphany', None, 'Epiphany', 'New Year Holidays', None]"
    assert (is_small, first, is_read_at_once) == ("True", "2026-12-24", "False")
    assert dates == [
        "'Tuesday, 24 November' '50%' '1,000.5' 'Vienna'",
        r"'\xfater\xfd 24. listopadu' '50\xa0%' '1\xa0000,5' 'V\xedde\u0148'",
    ]


def test_stale_bytecode_is_found(built, python, tmp_path):
    if python is None:
        pytest.skip(package.MISSING)
    package.unpack(built, tmp_path / "tree", python)
    with (tmp_path / "tree" / "handler.py").open("a") as source:
        source.write("\n# changed after it was compiled\n")
    assert package.inspect(tmp_path / "tree", python)["bytecode"] == ["handler.py: compiled from or for something else"]


def test_files_have_no_times_and_permissions_of_their_own(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "b.txt").write_text("b")
        (tmp_path / name / "a.txt").write_text("a")
    os.utime(tmp_path / "two" / "a.txt", (0, 1_000_000_000))
    (tmp_path / "two" / "b.txt").chmod(0o600)
    for name in ("one", "two"):
        archive.write(tmp_path / name, tmp_path / f"{name}.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert names(tmp_path / "one.zip") == ["a.txt", "b.txt"]


def test_a_package_that_is_too_large_is_refused(tmp_path):
    (tmp_path / "large").mkdir()
    (tmp_path / "large" / "noise").write_bytes(os.urandom(package.LARGEST + 1))
    archive.write(tmp_path / "large", tmp_path / "large.zip")
    with pytest.raises(Problem, match="too large"):
        package.check(tmp_path / "large.zip", None)


@pytest.mark.parametrize(("arguments", "code"), [([], 1), (["--without-pyc"], 0)])
def test_without_lambdas_python_it_says_so(arguments, code, tmp_path, monkeypatch, capsys):
    """The package is then made all the same; whether that is a failure is the caller's decision."""
    target = package.ROOT / "build" / "test-standup.zip"
    monkeypatch.setattr(package, "PACKAGE", target)
    monkeypatch.setattr(interpreter, "find", lambda: None)
    (tmp_path / "tree").mkdir()
    monkeypatch.setattr(package, "build", lambda path, _python, _platform: archive.write(tmp_path / "tree", path))
    assert run(package.app, ["--zip-alone", *arguments], "package") == code
    said = capsys.readouterr()
    assert "no Python 3.13" in said.out + said.err
    target.unlink()


def test_holidays_are_called_what_they_were(built, tmp_path):
    """Their catalogues are written anew, without what says who has translated them."""
    home = Path(sysconfig.get_path("purelib")) / "holidays" / "locale" / "en_US" / "LC_MESSAGES"
    with zipfile.ZipFile(built) as packed:
        held = [name for name in packed.namelist() if name.startswith("holidays/locale/")]
        assert len(held) == len(list(home.glob("*.mo"))) > 200
        for name in held:
            ours = GNUTranslations(BytesIO(packed.read(name)))
            with (home / Path(name).name).open("rb") as original:
                theirs = GNUTranslations(original)
            assert {**ours._catalog, "": ""} == {**theirs._catalog, "": ""}
            assert ours.charset().lower() == "utf-8"


def test_all_authorities_are_in_it(built):
    bundle = Path(sysconfig.get_path("purelib")) / "botocore" / "cacert.pem"
    held = [name for name in names(built) if name.startswith(f"{tree.AUTHORITIES}/")]
    assert len(held) == bundle.read_text("utf-8").count("BEGIN CERTIFICATE")
