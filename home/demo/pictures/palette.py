"""The colours of every demo picture, so that thirty pictures look like one hand."""

Colour = tuple[int, int, int]

PAPER: Colour = (247, 242, 232)
CREAM: Colour = (255, 251, 243)
SAND: Colour = (235, 221, 196)
DUNE: Colour = (216, 193, 158)
OCHRE: Colour = (214, 164, 92)
GOLD: Colour = (238, 198, 128)
BLUSH: Colour = (238, 205, 184)
ROSE: Colour = (224, 168, 146)
CLAY: Colour = (193, 113, 84)
RUST: Colour = (154, 78, 58)
MIST: Colour = (214, 228, 219)
FOAM: Colour = (176, 205, 194)
SAGE: Colour = (143, 172, 143)
MOSS: Colour = (96, 128, 96)
JADE: Colour = (90, 150, 139)
TEAL: Colour = (47, 111, 107)
PINE: Colour = (31, 78, 76)
INK: Colour = (26, 47, 50)
DUSK: Colour = (70, 92, 112)
NIGHT: Colour = (24, 44, 60)


def mix(one: Colour, other: Colour, part: float) -> Colour:
    """Return `one` with `part` (0 to 1) of `other` in it."""
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
    return red, green, blue
