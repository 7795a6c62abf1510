"""Gives the values of a template the types that an API asks for: templates write numbers and truths as texts, too."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from botocore.model import ListShape, MapShape, ServiceModel, Shape, StructureShape
from botocore.session import Session

READERS: dict[str, Callable[[Any], Any]] = {
    "integer": int,
    "long": int,
    "double": float,
    "float": float,
    "boolean": lambda value: str(value).lower() == "true",
}


@cache
def _model(service: str) -> ServiceModel:
    return Session().get_service_model(service)


def typed(service: str, operation: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of the values that an operation knows, with the types that it asks for."""
    shape = _model(service).operation_model(operation).input_shape
    return _structure(shape, values) if isinstance(shape, StructureShape) else {}


def _structure(shape: StructureShape, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _typed(shape.members[name], value) for name, value in values.items() if name in shape.members}


def _typed(shape: Shape, value: Any) -> Any:
    if isinstance(shape, StructureShape) and isinstance(value, Mapping):
        return _structure(shape, value)
    if isinstance(shape, ListShape) and isinstance(value, list):
        return [_typed(shape.member, each) for each in value]
    if isinstance(shape, MapShape) and isinstance(value, Mapping):
        return {name: _typed(shape.value, each) for name, each in value.items()}
    return READERS.get(shape.type_name, str)(value)
