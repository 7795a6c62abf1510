"""Who takes part in the attacks, and the words by which a leak is known."""

from slack_simulator.ids import TEAM_CHANNEL

ADMIN, OWNER, MEMBER, SECOND = "U0ANAPRG01", "U0OLIVER08", "U0SOFIAL03", "U0PRIYAK04"
ATTACKER, FRIEND, EX_MEMBER, GUEST = "U0THIAGO09", "U0MARCUS02", "U0MATILD07", "U0GUESTL11"
STRANGER, OTHER_TEAM = "U0NOBODY00", "T0OTHER001"
TEAM = TEAM_CHANNEL

SECRET = "the merger is on friday"  # noqa: S105 - what a member wrote
BLOCKED = "the auditors hold it up"
SECOND_SECRET = "the offer is nine million"  # noqa: S105 - what another one wrote
VAULT = "Vault of leads"
