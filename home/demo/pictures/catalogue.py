"""Every picture of the demo clinic by name, with its alternative text."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from . import anatomy, exercises, food, houses, landscapes, portraits, rooms, tools
from .canvas import Canvas

WIDE = (1600, 1000)
SQUARE = (1200, 1200)


@dataclass(frozen=True)
class Picture:
    """One picture: how it is drawn, and what it shows for those who cannot see it."""

    title: str
    description: str
    scene: Callable[[Canvas], None]
    size: tuple[int, int] = WIDE
    # What must stay in sight when the picture is cropped: x, y, width, height.
    focus: tuple[int, int, int, int] | None = None

    def draw(self) -> bytes:
        """Return the picture as a JPEG; the same picture each time."""
        canvas = Canvas(*self.size, seed=zlib.crc32(self.title.encode()))
        self.scene(canvas)
        return canvas.finish()


def _portrait(name: str, description: str, look: portraits.Look) -> Picture:
    scene = partial(portraits.portrait, look=look)
    return Picture(f"Portrait of {name}", description, scene, SQUARE, (600, 540, 520, 620))


PICTURES = {
    # The site
    "rivers": Picture(
        "Two rivers at dawn",
        "Two rivers wind through a green valley and become one below a rising sun.",
        landscapes.two_rivers,
    ),
    "consultation": Picture(
        "Room for a talk",
        "Two armchairs face each other across a small table with tea.",
        rooms.consultation,
    ),
    # Locations
    "st-paul": Picture(
        "Our house in St. Paul",
        "A brick shop front with arched windows, a striped awning and a ramp to the door.",
        houses.brick_corner,
        focus=(900, 560, 700, 760),
    ),
    "edina": Picture(
        "Our house in Edina",
        "A low house with wide windows, a wooden entrance without a step, and a bench.",
        houses.low_house,
        focus=(900, 560, 700, 760),
    ),
    # Practitioners
    "katie": _portrait(
        "Katie Steffensen",
        "Drawn portrait: a woman with red hair in a bun and a green jacket, smiling.",
        portraits.KATIE,
    ),
    "mai": _portrait(
        "Mai See Vang",
        "Drawn portrait: a woman with long black hair and a white jacket, smiling.",
        portraits.MAI,
    ),
    "daniel": _portrait(
        "Daniel Okafor",
        "Drawn portrait: a man with short black hair, a beard and an ochre jacket, smiling.",
        portraits.DANIEL,
    ),
    "elena": _portrait(
        "Elena Marquez",
        "Drawn portrait: a woman with wavy gray hair, round glasses and a dark jacket, smiling.",
        portraits.ELENA,
    ),
    # Conditions
    "hip": Picture(
        "Stretching the hip",
        "A person kneels in a long lunge; rings mark the front of the hip.",
        exercises.lunge,
    ),
    "piriformis": Picture(
        "Knee to chest",
        "A person lies on a mat and draws one knee to the chest; rings mark the buttock.",
        exercises.lying,
    ),
    "bursitis": Picture(
        "Steps up a hill", "Stone steps climb a green hill towards the sun.", landscapes.hill_steps
    ),
    "low-back": Picture(
        "The small of the back",
        "A back seen from behind; rings mark the small of the back.",
        anatomy.low_back,
    ),
    "sciatica": Picture(
        "A line down the leg",
        "A person walks; a fine line runs from the low back down the leg to the foot.",
        exercises.walking,
    ),
    "neck": Picture(
        "Neck and shoulders",
        "Shoulders and neck seen from behind; rings mark the base of the neck.",
        anatomy.neck,
    ),
    "headache": Picture(
        "A quiet head",
        "A face in profile with closed eyes and leaves for hair, in the middle of soft waves.",
        anatomy.profile,
        focus=(800, 440, 560, 620),
    ),
    "knee": Picture(
        "Up the stairs",
        "A gray-haired person steps onto the first stair; rings mark the knee.",
        exercises.stepping,
    ),
    "insomnia": Picture(
        "Moon over a lake", "A full moon is reflected in a quiet lake.", landscapes.night_lake
    ),
    "stress": Picture(
        "Balanced stones",
        "Five stones are balanced on one another in still water.",
        landscapes.balanced_stones,
    ),
    # Treatments
    "needles": Picture(
        "Three fine needles",
        "Three acupuncture needles stand in a pale circle between large leaves.",
        tools.needles,
    ),
    "current": Picture(
        "Two needles and a wave",
        "A gentle wave runs between two needles with small clips on their handles.",
        tools.current,
    ),
    "cups": Picture(
        "Glass cups", "Four glass cups stand beside folded cloths on a table.", tools.cups
    ),
    "herbs": Picture(
        "Mortar and herbs",
        "A mortar is full of fresh herbs; ginkgo leaves, berries and flowers lie around it.",
        tools.herbs,
    ),
    "food": Picture(
        "A simple meal",
        "A bowl of rice, greens and carrots with tea and ginger, seen from above.",
        food.table_food,
    ),
    "sand": Picture(
        "Stones in raked sand",
        "The lines in raked sand flow around three smooth stones.",
        tools.raked_sand,
    ),
    # Articles
    "path": Picture(
        "A path through the hills",
        "A person walks along a pale path through green hills.",
        landscapes.winding_path,
    ),
    "room": Picture(
        "A treatment room",
        "A treatment table with a green blanket stands between a window and a lamp.",
        rooms.treatment_room,
    ),
    "winter": Picture(
        "Lamp and winter night",
        "A lamp glows beside books in front of a window with falling snow and a moon.",
        landscapes.winter_window,
    ),
    "book": Picture(
        "Open book",
        "An open book shows a drawn flower and lines of text; ginkgo leaves lie around it.",
        rooms.open_book,
    ),
    "diary": Picture(
        "Headache diary",
        "A calendar page with a few days marked in red, a pen and a cup of tea.",
        rooms.diary,
    ),
    "desk": Picture(
        "A break at the desk",
        "A person stretches both arms overhead beside a desk; rings mark the low back.",
        exercises.sitting,
    ),
}
