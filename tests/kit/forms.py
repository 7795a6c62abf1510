"""How people use modals with more than texts in them: by the names of the fields."""

from typing import Any

from slack_simulator.checks import SEVERAL, value_key
from slack_simulator.visitor import Visitor
from tests.kit.people import Team

Json = dict[str, Any]


def presses(team: Team, person: Visitor, surface: Json, label: str) -> Json:
    """Press the button with this label in a message, a modal or the Home tab."""
    for block in surface["blocks"]:
        for button in [*block.get("elements", []), block.get("accessory", {})]:
            if button.get("type") == "button" and button["text"]["text"] == label:
                return _click(team, person, surface, block, button, value=button["value"])
    raise AssertionError(f"no {label} in {surface['blocks']}")


def chooses(team: Team, person: Visitor, row: str, label: str) -> Json:
    """Choose from the menu beside the row of the open modal that has this text."""
    view = person.form()
    for block in view["blocks"]:
        menu = block.get("accessory", {})
        if row in str(block.get("text")) and menu:
            option = next(each for each in menu["options"] if each["text"]["text"] == label)
            return _click(team, person, view, block, menu, selected_option=option)
    raise AssertionError(f"no {row} in {view['blocks']}")


def _click(team: Team, person: Visitor, surface: Json, block: Json, element: Json, **what: Any) -> Json:
    where = {"view_id": surface["id"]} if "id" in surface else {"channel": surface["channel"], "ts": surface["ts"]}
    named = {"action_id": element["action_id"], "block_id": block["block_id"], "type": element["type"]}
    state = {"state": {"values": surface["_typed"]}} if "_typed" in surface else {}
    answer = team.place.post("click", **{"as": person.id}, **named, **what, **state, container=where)
    team.settles()
    return answer


def fills(person: Visitor, **fields: Any) -> Json:
    """Give the values of the open modal's fields: what is said here, by the fields' names."""
    inputs = {block["block_id"]: block["element"] for block in person.form()["blocks"] if block["type"] == "input"}
    return {name: {name: _value(inputs[name], said)} for name, said in fields.items()}


def _value(element: Json, said: Any) -> Json:
    key = value_key(element)
    if "option" in key:
        groups = element.get("option_groups") or [element]
        known = {option["value"]: option for group in groups for option in group["options"]}
        said = [known[each] for each in said] if element["type"] in SEVERAL else known[said]
    return {"type": element["type"], key: said}


def sends(team: Team, person: Visitor, **fields: Any) -> Json:
    """Fill the open modal's fields by their names, and submit it."""
    values = fills(person, **fields)
    answer = team.place.post("submit", **{"as": person.id}, view_id=person.form()["id"], values=values)
    team.settles()
    return answer


def confirms(team: Team, person: Visitor, **fields: Any) -> Json:
    """Submit the open modal, and the one that says then who will read what."""
    answer = sends(team, person, **fields)
    assert answer["outcome"] == "pushed", answer
    return sends(team, person)


def picks(team: Team, person: Visitor, name: str, said: Any, **typed: Any) -> Json:
    """Choose in a field that tells the app at once; `typed` is what stands in other fields meanwhile."""
    view = person.form()
    block = next(each for each in view["blocks"] if each["block_id"] == name)
    values = fills(person, **{name: said}, **typed)
    chosen = {key: value for key, value in values[name][name].items() if key != "type"}
    return _click(team, person, {**view, "_typed": values}, block, block["element"], **chosen)
