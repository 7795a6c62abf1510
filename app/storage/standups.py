"""Standups: their configuration. Until one is stored, a workspace has the default standup."""

from dataclasses import dataclass

from app.domain.standup import DEFAULT_STANDUP_ID, Standup, default_standup


@dataclass(frozen=True, slots=True)
class Standups:
    """The standups of a workspace; `channel` is where the default one takes place."""

    channel: str

    def get(self, team_id: str, standup_id: str) -> Standup | None:
        """Give a standup by its id, or None if there is none."""
        return default_standup(team_id, self.channel) if standup_id == DEFAULT_STANDUP_ID else None
