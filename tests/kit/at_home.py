"""The Home tab in journeys: people open it, read it, press its buttons and fill in its modals."""

from typing import Any

from slack_simulator.visitor import Json, NotAsExpected, Visitor
from tests.kit.people import Team


class AtHome:
    """One person at their Home tab."""

    def __init__(self, team: Team, person: Visitor) -> None:
        self.team = team
        self.person = person

    def opens(self) -> "AtHome":
        self.team.place.post("open_home", **{"as": self.person.id})
        self.team.settles()
        return self

    @property
    def view(self) -> Json:
        return self.person.state()["home"]

    def reads(self) -> str:
        """All text of the tab, buttons included."""
        return "\n".join(_texts(self.view["blocks"]))

    def presses(self, label: str, about: str = "") -> Json:
        """Press a button, of the standup with the id `about` where several have it."""
        block, button = self._find("button", label, about)
        return self._clicks(block, button, value=button.get("value"))

    def chooses(self, label: str, about: str = "") -> Json:
        """Choose from an overflow menu."""
        for block, menu in _elements(self.view["blocks"], "overflow", about):
            for option in menu["options"]:
                if option["text"]["text"] == label:
                    return self._clicks(block, menu, selected_option=option)
        raise NotAsExpected(f"no {label} to choose in {self.reads()}")

    def fills(self, **values: Any) -> Json:
        """Fill the open modal by its block ids, with the parts of the state that Slack would send, and submit it."""
        view = self.person.form()
        inputs = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
        typed = {
            block_id: {inputs[block_id]["action_id"]: {"type": inputs[block_id]["type"], **value}}
            for block_id, value in values.items()
        }
        answer = self.team.place.post("submit", **{"as": self.person.id}, view_id=view["id"], values=typed)
        self.team.settles()
        return answer

    def _find(self, kind: str, label: str, about: str) -> tuple[Json, Json]:
        for block, element in _elements(self.view["blocks"], kind, about):
            if element["text"]["text"] == label:
                return block, element
        raise NotAsExpected(f"no {label} on {self.reads()}")

    def _clicks(self, block: Json, element: Json, **part: Any) -> Json:
        answer = self.team.place.post(
            "click",
            **{"as": self.person.id},
            action_id=element["action_id"],
            block_id=block["block_id"],
            container={"view_id": self.view["id"]},
            **{name: value for name, value in part.items() if value is not None},
        )
        self.team.settles()
        return answer


def _elements(blocks: list[Json], kind: str, about: str) -> list[tuple[Json, Json]]:
    found = []
    for block in blocks:
        if about and about not in block["block_id"].split("."):
            continue
        both = [*(block.get("elements", []) if block["type"] == "actions" else []), block.get("accessory")]
        found += [(block, element) for element in both if element and element["type"] == kind]
    return found


def _texts(node: Any) -> list[str]:
    if isinstance(node, list):
        return [text for item in node for text in _texts(item)]
    if not isinstance(node, dict):
        return []
    here = [node["text"]] if isinstance(node.get("text"), str) else []
    return here + [text for value in node.values() for text in _texts(value)]
