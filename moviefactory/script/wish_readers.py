"""The readers of wishes in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Callable

from moviefactory.movie import Movie
from moviefactory.script.wish_camera import read_camera
from moviefactory.script.wish_cast import read_cast
from moviefactory.script.wish_cut import read_transition
from moviefactory.script.wish_length import read_length
from moviefactory.script.wish_light import read_light
from moviefactory.script.wish_mood import read_mood, read_title
from moviefactory.script.wish_order import read_order
from moviefactory.script.wish_place import read_place
from moviefactory.script.wish_plan import Words
from moviefactory.script.wish_sound import read_sound
from moviefactory.script.wish_style import read_style

Reader = Callable[[Words, Movie], None]
WHOLE_READERS: tuple[Reader, ...] = (read_title, read_order, read_transition)  # they read words of place themselves
READERS: tuple[Reader, ...] = (
    read_cast, read_sound, read_style, read_place, read_light, read_camera, read_mood, read_length,
)  # fmt: skip
