"""The commands about data, for the tests of what becomes of people's data."""

import pytest

from ops.data import data


@pytest.fixture
def commands(services, monkeypatch):
    """The commands about data, as an admin gives them, with the tables of this workspace."""
    for name, value in {
        "opened": lambda _stage: services.privacy.audit,
        "caller": lambda _stage: "ops admin",
        "_stored": lambda _stage, _tables: 0,
        "open_services": lambda _stage: (services, services.slack.identity().team_id),
    }.items():
        monkeypatch.setattr(data, name, value)
