"""The file of a stage's standups: YAML in which a time is a text and every field has a line."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from app.domain.setup.config import Plain, config_values
from app.domain.standup import default_standup
from ops.steps import Problem
from ops.visible import visible, visible_lines

FIELDS = frozenset(config_values(default_standup("T", "C")))
QUESTION_FIELDS = frozenset({"id", "text", "label", "starts_from", "kind", "required", "choices", "role"})
STANDUP_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}", re.ASCII)


# All that Slack's forms can hold of some hundred standups; and as deep as a choice of a question, and some more.
LARGEST = 1_000_000
DEEPEST = 10


class _Loader(yaml.SafeLoader):
    """Reads `10:30`, `no` and `2026-11-24` as texts, as they are meant here.

    What can stand for more than is written is refused: a few lines of aliases fill the memory.
    """

    _depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Compose what comes next, unless it is an alias, or lies too deep."""
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise self._refused("write it out: anchors (&) and aliases (*) are not read here", event)
        if self._depth == DEEPEST:
            raise self._refused(f"this lies more than {DEEPEST} levels deep", event)
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        if isinstance(node, yaml.MappingNode):
            self._require_once([key for key, _ in node.value if isinstance(key, yaml.ScalarNode)])
        return node

    def _require_once(self, keys: Sequence[yaml.ScalarNode]) -> None:
        """Refuse what stands there twice: the library would take the last one, and leave out the others."""
        known: set[str] = set()
        for key in keys:
            if key.value in known:
                raise self._refused(f"{key.value!r} stands here twice", key)
            known.add(key.value)

    @staticmethod
    def _refused(why: str, at: Any) -> yaml.YAMLError:
        return yaml.composer.ComposerError(None, None, why, at.start_mark)


_Loader.yaml_implicit_resolvers = {}
for _tag, _form, _first in (
    ("tag:yaml.org,2002:null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("tag:yaml.org,2002:bool", r"^(?:true|false)$", ["t", "f"]),
    ("tag:yaml.org,2002:int", r"^-?(?:0|[1-9][0-9]*)$", list("-0123456789")),
):
    _Loader.add_implicit_resolver(_tag, re.compile(_form), _first)


class _Dumper(yaml.SafeDumper):
    """Writes texts with something hidden in them so that it is seen, in a file as in a terminal."""

    def write_double_quoted(self, text: str, split: bool = True) -> None:  # noqa: FBT001, FBT002 as the library has it
        kept, self.allow_unicode = self.allow_unicode, visible(text) == text
        super().write_double_quoted(text, split)
        self.allow_unicode = kept


_Dumper.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style='"' if visible_lines(text) != text else None
    ),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One standup of the file, with the lines of its fields."""

    standup_id: str
    values: Plain
    lines: Mapping[str, int]

    def line(self, name: str) -> int:
        return self.lines.get(name) or self.lines[""]


def written(standups: Mapping[str, Plain]) -> str:
    """Give the file; read with the same rules it gives the same standups."""
    return yaml.dump({"standups": dict(standups)}, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)


def read(file: Path) -> list[Entry]:
    """Read a file; raises Problem that names the lines at fault."""
    try:
        if file.stat().st_size > LARGEST:
            raise Problem(f"{file} is larger than {LARGEST:,} bytes: no file of standups is.")
        loader = _Loader(file.read_text("utf-8"))
        root = loader.get_single_node()
        values = loader.construct_document(root) if root else None
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"{file} cannot be read: {error}") from None
    except (yaml.YAMLError, ValueError) as error:  # the second is that of a number or date that says what it is
        raise Problem(f"{file} is not YAML as it is read here.", str(error)) from None
    if (
        root is None
        or not isinstance(values, dict)
        or list(values) != ["standups"]
        or not isinstance(values["standups"], dict)
    ):
        raise Problem(f"{file} should have 'standups:' and under it each standup by its id.")
    found, wrong = [], []
    for key, node in root.value[0][1].value:
        entry = _entry(key, node, values["standups"].get(key.value))
        wrong += _problems(entry, node)
        found.append(entry)
    if wrong:
        raise Problem(f"{file} is not as it should be. Mend what is named above.", "\n".join(wrong))
    return found


def _entry(key: yaml.Node, node: yaml.Node, values: Any) -> Entry:
    fields = node.value if isinstance(node, yaml.MappingNode) else []
    lines = {name.value: name.start_mark.line + 1 for name, _ in fields}
    return Entry(str(key.value), values if isinstance(values, dict) else {}, {"": key.start_mark.line + 1, **lines})


def _problems(entry: Entry, node: yaml.Node) -> list[str]:
    wrong = []
    if not STANDUP_ID.fullmatch(entry.standup_id):
        wrong.append(f"line {entry.line('')}: an id has letters, digits, _ and -, unlike {entry.standup_id!r}")
    if not isinstance(node, yaml.MappingNode):
        wrong.append(f"line {entry.line('')}: {entry.standup_id} has no fields")
    wrong += [f"line {entry.line(name)}: there is no field {name!r}" for name in entry.values if name not in FIELDS]
    questions = entry.values.get("questions")
    for question in questions if isinstance(questions, list) else []:
        unknown = sorted(map(str, set(question) - QUESTION_FIELDS)) if isinstance(question, dict) else []
        wrong += [f"line {entry.line('questions')}: a question has no field {name!r}" for name in unknown]
    return wrong
