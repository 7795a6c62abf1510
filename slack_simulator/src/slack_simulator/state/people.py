"""The people of the workspace, and how Slack tells an app about them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from slack_simulator.apps.installation import BOT_ID, BOT_USER_ID, TEAM_ID

SLACKBOT = "USLACKBOT"
OTHER_BOT_ID = "B0BUILDBOT"
# The company of those who are here through Slack Connect.
PARTNER_ID = "T0PARTNER1"
PICTURE_SIZES = (24, 32, 48, 72, 192, 512)

ZONES = {
    "Europe/Prague": ("Central European Time", "Central European Summer Time"),
    "America/New_York": ("Eastern Standard Time", "Eastern Daylight Time"),
    "America/Los_Angeles": ("Pacific Standard Time", "Pacific Daylight Time"),
    "Asia/Kolkata": ("India Standard Time", "India Standard Time"),
    "Asia/Kathmandu": ("Nepal Time", "Nepal Time"),
    "Asia/Tokyo": ("Japan Standard Time", "Japan Standard Time"),
    "Australia/Sydney": ("Australian Eastern Standard Time", "Australian Eastern Daylight Time"),
    "Europe/London": ("Greenwich Mean Time", "British Summer Time"),
    "America/Sao_Paulo": ("Brasilia Standard Time", "Brasilia Standard Time"),
    "Africa/Nairobi": ("East Africa Time", "East Africa Time"),
}


@dataclass
class Person:
    """Somebody with an account: a person, a guest, a bot or Slackbot."""

    id: str
    name: str
    real_name: str
    display_name: str = ""
    tz: str = "Europe/London"
    title: str = ""
    deleted: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    is_stranger: bool = False
    is_admin: bool = False
    cannot_be_messaged: bool = False
    bot_id: str = ""
    locale: str = "en-US"

    @property
    def shown_name(self) -> str:
        return self.display_name or self.real_name

    @property
    def can_act(self) -> bool:
        return not (self.deleted or self.is_bot or self.id == SLACKBOT)

    def tz_offset(self, now: datetime) -> int:
        """Seconds east of UTC at `now`."""
        offset = now.astimezone(ZoneInfo(self.tz)).utcoffset()
        return int(offset.total_seconds()) if offset is not None else 0

    def tz_label(self, now: datetime) -> str:
        standard, summer = ZONES.get(self.tz, (self.tz, self.tz))
        return summer if now.astimezone(ZoneInfo(self.tz)).dst() else standard


def first_people() -> list[Person]:
    """Everybody a fresh workspace has, if nothing else is asked for."""
    return [
        Person("U0ANAPRG01", "ana.novakova", "Ana Nováková", "Ana", "Europe/Prague", "Engineer", is_admin=True),
        Person("U0MARCUS02", "marcus.reed", "Marcus Reed", "marcus", "America/New_York", "Engineer"),
        Person("U0SOFIAL03", "sofia.delgado", "Sofía Delgado", "Sofía D.", "America/Los_Angeles", "Designer"),
        Person("U0PRIYAK04", "priya.raman", "Priya Raman", "Priya", "Asia/Kolkata", "Data engineer"),
        Person("U0BISHNU05", "bishnu.gurung", "Bishnu Gurung", "Bishnu", "Asia/Kathmandu", "Site reliability"),
        Person("U0HARUTO06", "haruto.mori", "Haruto Mori", "森 陽翔", "Asia/Tokyo", "Mobile engineer"),
        Person("U0MATILD07", "matilda.walsh", "Matilda Walsh", "", "Australia/Sydney", "Product manager"),
        Person("U0OLIVER08", "oliver.okafor", "Oliver Okafor", "Oliver", "Europe/London", "Support lead"),
        Person("U0THIAGO09", "thiago.azevedo", "Thiago Azevedo", "thiago", "America/Sao_Paulo", "Tester"),
        Person("U0WANJIR10", "wanjiru.kamau", "Wanjiru Kamau", "Wanjiru", "Africa/Nairobi", "Engineer"),
        Person("U0GUESTL11", "lee.hart", "Lee Hart", "Lee (guest)", "Europe/London", "Contractor", is_restricted=True),
        Person("U0FORMER12", "jo.lindqvist", "Jo Lindqvist", "Jo", "Europe/Prague", "", deleted=True),
        Person("U0BUILDB13", "buildbot", "Build Bot", "Build Bot", is_bot=True, bot_id=OTHER_BOT_ID),
    ]


def always_there(app_name: str) -> list[Person]:
    """Return Slackbot, and the app's own bot user."""
    username = re.sub(r"[^\w.-]+", "_", app_name.lower())
    return [
        Person(SLACKBOT, "slackbot", "Slackbot", "Slackbot", "America/Los_Angeles"),
        Person(BOT_USER_ID, username, app_name, app_name, is_bot=True, bot_id=BOT_ID),
    ]


def somebody(name: str) -> Person:
    """Return an ordinary colleague by a first name."""
    letters = "".join(letter for letter in name.upper() if letter.isascii() and letter.isalnum())
    return Person(f"U0{letters:0<8.8}", name.lower(), name.title(), name.title())


def cast_of(people: Sequence[str | Person] | None) -> list[Person] | None:
    """Return these people, first names made into colleagues; raises ValueError where two would have one id."""
    if people is None:
        return None
    found: dict[str, Person] = {}
    for each in people:
        person = somebody(each) if isinstance(each, str) else each
        if person.id in found:
            both = f"{found[person.id].real_name!r} and {person.real_name!r}"
            raise ValueError(f"{both} would have the same id, {person.id}: give one of them as a Person with another.")
        found[person.id] = person
    return list(found.values())


FIRST_NAMES = ("Ines", "Kofi", "Yuki", "Lars", "Mei", "Omar", "Tessa", "Ravi", "Nadia", "Pavel", "Aroha", "Diego")
LAST_NAMES = ("Costa", "Mensah", "Tanaka", "Berg", "Lin", "Haddad", "Vos", "Iyer", "Petrova", "Dvořák", "Parata")


def another_person(number: int) -> Person:
    """Return the `number`-th made-up colleague beyond the first ones."""
    first = FIRST_NAMES[number % len(FIRST_NAMES)]
    last = LAST_NAMES[number % len(LAST_NAMES)]
    zone = list(ZONES)[number % len(ZONES)]
    username = f"{first}.{last}.{number}".lower()
    return Person(f"U0MORE{number:04d}", username, f"{first} {last}", f"{first} {number}", zone)


def user_object(person: Person, base_url: str, now: datetime) -> dict[str, Any]:
    """Return a person as users.info and users.list give them; the deactivated have no zone, as in Slack."""
    user: dict[str, Any] = {
        "id": person.id,
        "team_id": PARTNER_ID if person.is_stranger else TEAM_ID,
        "name": person.name,
        "deleted": person.deleted,
        "profile": _profile(person, base_url),
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": 1_700_000_000,
    }
    return user if person.deleted else {**user, **_of_the_active(person, now)}


def _of_the_active(person: Person, now: datetime) -> dict[str, Any]:
    return {
        "color": "9f69e7",
        "real_name": person.real_name,
        "tz": person.tz,
        "tz_label": person.tz_label(now),
        "tz_offset": person.tz_offset(now),
        "is_admin": person.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": person.is_restricted,
        "is_ultra_restricted": False,
        **({"is_stranger": True} if person.is_stranger else {}),
        "is_email_confirmed": not person.is_bot,
        "who_can_share_contact_card": "EVERYONE",
    }


def _profile(person: Person, base_url: str) -> dict[str, Any]:
    first, _, last = person.real_name.partition(" ")
    profile: dict[str, Any] = {
        "title": person.title,
        "phone": "",
        "skype": "",
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.display_name,
        "display_name_normalized": person.display_name,
        "fields": None,
        "status_text": "",
        "status_emoji": "",
        "status_emoji_display_info": [],
        "status_expiration": 0,
        "avatar_hash": person.id[-8:].lower(),
        "first_name": first,
        "last_name": last,
        "status_text_canonical": "",
        "team": PARTNER_ID if person.is_stranger else TEAM_ID,
    }
    profile.update({f"image_{size}": picture_url(base_url, person.id) for size in PICTURE_SIZES})
    if person.bot_id:
        profile.update(api_app_id="", bot_id=person.bot_id, always_active=True)
    return profile


def picture_url(base_url: str, user_id: str) -> str:
    return f"{base_url}/pictures/{user_id}.svg"
