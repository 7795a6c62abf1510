"""Made-up pictures of people: a face on a soft gradient, always the same for the same id."""

import hashlib

SKINS = ("#f6d3bd", "#e8b592", "#c98d66", "#9c6644", "#6f4630")
HAIRS = ("#2d2a32", "#5b3a29", "#8c5a2b", "#c9a25f", "#b7b4b0", "#7a2e2e")
HAIR_SHAPES = (
    "M26 44a22 24 0 0 1 44 0c-6-10-12-13-22-13s-16 3-22 13z",
    "M25 50c-2-26 12-34 23-34s25 8 23 34c-4-12-9-17-14-20-8 6-22 8-32 20z",
    "M24 62c-6-34 8-46 24-46s30 12 24 46c-3 2-6 2-7 0 2-20-5-28-17-28S29 42 31 62c-1 2-4 2-7 0z",
    "M27 40c2-16 12-22 21-22s19 6 21 22c-12-7-30-7-42 0z",
)
# Skin, hair and shape of the hair of the people that every workspace has.
LOOKS = {
    "U0ANAPRG01": (0, 3, 2),
    "U0MARCUS02": (3, 0, 3),
    "U0SOFIAL03": (1, 0, 2),
    "U0PRIYAK04": (2, 0, 2),
    "U0BISHNU05": (2, 0, 3),
    "U0HARUTO06": (0, 0, 1),
    "U0MATILD07": (0, 5, 2),
    "U0OLIVER08": (4, 0, 0),
    "U0THIAGO09": (1, 1, 3),
    "U0WANJIR10": (4, 0, 2),
    "U0GUESTL11": (0, 2, 0),
    "U0FORMER12": (0, 4, 1),
}
SMILES = ("M40 61q8 7 16 0", "M41 62q7 5 14 0", "M40 60q8 9 16 0z")


def picture(user_id: str, *, is_bot: bool = False, colour: str = "") -> str:
    """Return the picture as SVG text, on the colour that an app has in its manifest, if any."""
    digest = hashlib.sha256(user_id.encode()).digest()
    hue = digest[0] * 360 // 256
    look = LOOKS.get(user_id, (digest[1] % len(SKINS), digest[2] % len(HAIRS), digest[3] % len(HAIR_SHAPES)))
    light, dark = (colour, colour) if colour else (f"hsl({hue} 70% 86%)", f"hsl({(hue + 40) % 360} 62% 70%)")
    robot = ("#fff", colour, "#fff") if colour else (f"hsl({hue} 30% 35%)", "#fff", f"hsl({hue} 60% 40%)")
    figure = _robot(*robot) if is_bot else _face(look, SMILES[digest[4] % len(SMILES)], hue)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="96" height="96">'
        f'<defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop stop-color="{light}"/>'
        f'<stop offset="1" stop-color="{dark}"/></linearGradient></defs>'
        f'<rect width="96" height="96" fill="url(#g)"/>{figure}</svg>'
    )


def _face(look: tuple[int, int, int], smile: str, hue: int) -> str:
    skin, hair, shape = SKINS[look[0]], HAIRS[look[1]], HAIR_SHAPES[look[2]]
    return (
        f'<path d="M14 96c2-20 16-26 34-26s32 6 34 26z" fill="hsl({(hue + 180) % 360} 38% 46%)"/>'
        f'<path d="M40 62h16v12a8 8 0 0 1-16 0z" fill="{skin}"/>'
        f'<ellipse cx="48" cy="48" rx="20" ry="23" fill="{skin}"/>'
        f'<path d="{shape}" fill="{hair}"/>'
        '<circle cx="40.5" cy="50" r="2.2" fill="#2b2530"/><circle cx="55.5" cy="50" r="2.2" fill="#2b2530"/>'
        f'<path d="{smile}" fill="none" stroke="#2b2530" stroke-width="2" stroke-linecap="round"/>'
    )


def _robot(head: str, face: str, eyes: str) -> str:
    return (
        f'<path d="M48 20v10" stroke="{head}" stroke-width="4" stroke-linecap="round"/>'
        f'<circle cx="48" cy="18" r="5" fill="{head}"/>'
        f'<rect x="22" y="30" width="52" height="44" rx="14" fill="{head}"/>'
        f'<rect x="29" y="39" width="38" height="24" rx="10" fill="{face}"/>'
        f'<circle cx="40" cy="51" r="4" fill="{eyes}"/>'
        f'<circle cx="56" cy="51" r="4" fill="{eyes}"/>'
    )
