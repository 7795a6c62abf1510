"""One command measures everything: `manage.py bench NAME`, where each NAME explains itself."""

import re

import pytest

from benchmarks.__main__ import main
from benchmarks.commands import COMMANDS, USUAL

COLUMNS = "200"


@pytest.fixture(autouse=True)
def _wide(monkeypatch):
    monkeypatch.setenv("COLUMNS", COLUMNS)


def test_the_help_lists_every_measurement(capsys):
    assert main(["--help"]) == 0
    text = capsys.readouterr().out
    for name, measurement in COMMANDS.items():
        assert re.search(rf"{name} +{re.escape(measurement.says)}", text), name


@pytest.mark.parametrize("name", COMMANDS)
def test_every_measurement_explains_its_options(name, capsys):
    assert main([name, "--help"]) == 0
    assert f"manage.py bench {name}" in capsys.readouterr().out


def test_options_alone_are_those_of_the_usual_measurement(capsys):
    assert main(["--rounds", "many"]) == 2
    told = capsys.readouterr().err
    assert f"manage.py bench {USUAL}" in told
    assert "--rounds" in told


def test_a_name_that_nothing_has_is_a_sentence(capsys):
    assert main(["crwd"]) == 2
    assert "No such command 'crwd'" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["faults", "--people", "some"], ["cost", "--people", "ten"], ["requests", "--people", "ten"]]
)
def test_a_size_that_makes_no_sense_is_refused_before_anything_is_measured(arguments, capsys):
    assert main(arguments) == 2
    assert repr(arguments[-1]) in capsys.readouterr().err
