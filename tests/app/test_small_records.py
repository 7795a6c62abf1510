"""Records stay small: what has more than a dozen fields is several things, and is copied and told apart by hand."""

import importlib
import pkgutil

import pytest
from msgspec import Struct

import app

MOST = 12
# What ships; the local workspace is a program beside it.
MODULES = [module.name for module in pkgutil.walk_packages(app.__path__, "app.") if not module.name.startswith("local")]


@pytest.mark.parametrize("name", MODULES)
def test_no_record_has_more_than_a_dozen_fields(name):
    kinds = [
        kind
        for kind in vars(importlib.import_module(name)).values()
        if isinstance(kind, type) and issubclass(kind, Struct) and kind.__module__ == name
    ]
    assert {kind.__name__: len(kind.__struct_fields__) for kind in kinds if len(kind.__struct_fields__) > MOST} == {}
