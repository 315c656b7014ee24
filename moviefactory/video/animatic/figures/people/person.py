"""From a role's name to a moving person: the costume with its seeded variety, put on the right build and pose."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from moviefactory.movie import Action
from moviefactory.video.animatic.canvas import Color, scaled
from moviefactory.video.animatic.figure import Habitat, View
from moviefactory.video.animatic.figures.actor import Actor, Role
from moviefactory.video.animatic.figures.motion import pick, smooth, wave
from moviefactory.video.animatic.figures.palette import WOOD, paint, painted
from moviefactory.video.animatic.figures.pen import Pen, Reach
from moviefactory.video.animatic.figures.people.body import HandPainter, HeadPainter, Look, draw_body
from moviefactory.video.animatic.figures.people.costumes import COSTUMES, Costume
from moviefactory.video.animatic.figures.people.hats import HATS
from moviefactory.video.animatic.figures.people.head import HAIRS, SKINS, HeadLook, draw_back_hair, draw_head
from moviefactory.video.animatic.figures.people.pose import BUILDS, Face, Joint, Pose, skeleton
from moviefactory.video.animatic.figures.people.poses import AIRBORNE, FACING_US, cadence, pose_at, walking_speed_m_s
from moviefactory.video.animatic.figures.props import hold_of

_HANDS_FULL: frozenset[str] = frozenset({"swim", "climb", "sleep", "dive", "fall"})
_ARM_BUSY: frozenset[str] = frozenset({"fight", "work", "celebrate", "wave", "dance", "jump", "fly"})
_TWO_HANDED: dict[str, tuple[Joint, Joint]] = {  # (near, far) arms while this is played, facing us
    "guitar": ((20, -70), (34, -78)), "violin": ((44, -86), (66, -112)), "trumpet": ((58, -100), (62, -104)),
    "book": ((20, -76), (20, -76)), "binoculars": ((56, -140), (56, -140)), "camera": ((52, -128), (52, -128)),
}  # fmt: skip


def person(role: Role, costume_name: str) -> Actor:
    """The person of `costume_name` (a key of COSTUMES) who does `role.action`."""
    costume = COSTUMES.get(costume_name, COSTUMES["person"])
    look, height_m = dressed(role, costume)
    return biped(role, look, height_m)


def dressed(role: Role, costume: Costume) -> tuple[Look, float]:
    """The look of a costume with its options chosen by the seed, and the person's height in metres."""
    build_name = _option(costume.builds, role, "build")
    build = BUILDS[build_name]
    lady = build_name == "woman" or "lashes" in costume.marks.split()
    skin = paint(costume.skin, pick(SKINS, role.seed, "skin"))
    own = "" if costume.keeps_color else role.color
    top = skin if costume.top == "skin" else paint(own, painted(_option(costume.top, role, "top"), ("blue",)))
    bottom = _paint_of(costume.bottom, role, "bottom", top, skin)
    shoes = _paint_of(costume.shoes, role, "shoes", bottom, skin)
    accent = paint(role.color if costume.keeps_color else "", paint("red", top))
    if "overalls" in costume.extras:
        accent = bottom
    hair = _option(costume.hair, role, "hair") or _seeded_hair(build_name, lady, role)
    head = HeadLook(
        skin, hair, paint(_option(costume.hair_color, role, "hair color"), pick(HAIRS, role.seed, "hair paint")),
        _option(costume.beard, role, "beard"), frozenset((costume.marks + (" lashes" if lady else "")).split()),
    )  # fmt: skip
    cape = paint(role.color if costume.keeps_color else "", paint(costume.cape, top)) if costume.cape else None
    hat_color = paint(costume.hat_color, top)
    look = Look(
        build, skin, top, bottom, shoes, _head_painter(head, costume.hat, hat_color), _back_painter(head, role.phase),
        _option(costume.lower, role, "lower"), costume.sleeves, extras=tuple(costume.extras.split()), accent=accent,
        cape=cape,
    )  # fmt: skip
    words = role.prop or costume.prop
    vary = 0.96 + 0.08 * ((role.seed * 0.37) % 1.0)
    return replace(
        look, hand=hand_for(words, role.color if not role.prop else words, build.height_m)
    ), build.height_m * vary


def biped(role: Role, look: Look, height_m: float) -> Actor:
    """An actor on two legs who does `role.action` in `look`."""
    action = role.action
    rate = cadence(action, height_m)
    words = role.prop
    airborne = action in AIRBORNE
    swims = action == "swim"
    anchor = -0.06 if airborne or swims else 0.0

    def draw(pen: Pen, time_s: float, view: View) -> float:
        grow = growth(action, time_s)
        body = pen.at(grow=height_m * grow).at(0, anchor)
        pose = with_prop(pose_at(action, time_s * rate, role.phase), words, look.hand is not None, action)
        if action == "sit" or action == "sleep":
            pose = _resting(body, pose, action, look)
        return draw_body(body, look, pose, view == "front", time_s) * grow

    habitat: Habitat = "air" if airborne else ("water" if swims else "ground")
    views: tuple[View, ...] = ("front", "side") if action in FACING_US else ("side", "front")
    high = 1.0 if airborne or swims else (2.1 if look.hand is not None else 1.75)
    low = 1.0 if airborne or swims else 0.12
    reach = Reach(-1.0 * height_m, -low * height_m, 1.15 * height_m, high * height_m)
    speed = walking_speed_m_s(action, height_m)
    length = height_m * (0.95 if swims or action in ("fly", "sleep", "dive") else 0.5)
    tall = height_m * (0.4 if swims or action in ("fly", "sleep") else 1.0)
    return Actor(tall, length, habitat, speed, views, reach, draw)


def growth(action: Action, time_s: float) -> float:
    """The share of full size at `time_s`: always 1, but for `grow`, which starts small and overshoots a little."""
    if action != "grow":
        return 1.0
    at = min(1.0, time_s / 1.7)
    return 0.3 + 0.7 * smooth(at) + 0.05 * wave(at * 0.5) * (1 if at < 1 else 0)


def with_prop(pose: Pose, words: str, holds: bool, action: Action) -> Pose:
    """The pose with the arms where the held thing needs them, unless the action has better use for them."""
    hold = hold_of(words) if words else None
    if action == "play" and hold is not None:
        for name, (near, far) in _TWO_HANDED.items():
            if hold is hold_of(name):
                wobble = pose.near_arm[1] + 66
                return replace(pose, near_arm=(near[0], near[1] + wobble), far_arm=far)
    if not holds or action in _HANDS_FULL or action in _ARM_BUSY or (hold is None and action == "play"):
        return pose
    arm = hold.arm if hold is not None else (30.0, 62.0)
    swing = 0.12 * (pose.near_arm[0] if pose.plane == "stride" else 0.0)
    bend = arm[1] if pose.plane == "stride" else arm[1] * 0.9
    return replace(pose, near_arm=(arm[0] + swing, bend))


def hand_for(words: str, color_words: str, height_m: float) -> HandPainter | None:
    """The painter of the thing in the hand, in body units, or None for no thing."""
    if not words:
        return None
    hold = hold_of(words)
    size = min(1.0, 1.15 / 1.75 * 1.6 if height_m < 1.3 else 1.0) / max(height_m, 1.2)
    if height_m > 3:
        size = 1 / 1.9
    color = paint(color_words, cast(Color, None)) if color_words else None
    if hold is None:
        return _emoji_hand(words, size)
    painter, follows = hold.paint, hold.follows

    def draw(pen: Pen, direction: float, time_s: float) -> None:
        painter(pen.at(turn=direction - 90 if follows else 0.0, grow=size), color, time_s)

    return draw


def _emoji_hand(words: str, size: float) -> HandPainter | None:
    from moviefactory.video.animatic.figures.emoji import emoji_for, emoji_picture  # here: emoji figures need `growth`

    found = emoji_for(words)
    if found is None:
        return None

    def draw(pen: Pen, direction: float, time_s: float) -> None:
        side = 0.42
        art = pen.at(grow=size).at(-side / 2, -0.08)
        art.image(emoji_picture(found, art.px_per_m * side), side, side)

    return draw


def _resting(pen: Pen, pose: Pose, action: Action, look: Look) -> Pose:
    """A seat or a bed of air: what the body rests on is drawn, and the hip is put onto it."""
    waist = look.build.waist
    if action == "sleep":
        return replace(pose, lift=waist * 1.0, grounded=False)
    seat = skeleton(look.build, pose, False).root_y - waist * 0.45  # so high that the feet stand on the ground
    for x in (-0.1, 0.09):
        pen.tube([(x * 1.1, 0.0), (x, seat - 0.03)], [0.018], scaled(WOOD, 0.8))
    pen.slab(-0.13, seat - 0.055, 0.12, seat - 0.015, WOOD, 0.015)
    return pose


def _option(words: str, role: Role, what: str) -> str:
    options = tuple(words.split("/"))
    return options[0] if len(options) == 1 else pick(options, role.seed, what)


def _paint_of(words: str, role: Role, what: str, same: Color, skin: Color) -> Color:
    name = _option(words, role, what)
    if name == "same":
        return same
    return skin if name == "skin" else paint(name, same)


def _seeded_hair(build: str, lady: bool, role: Role) -> str:
    if lady:
        return pick(("long", "bob", "ponytail", "bun", "curly"), role.seed, "hair style")
    if build == "elder":
        return "balding"
    return pick(("short", "side", "curly", "short", "spiky"), role.seed, "hair style")


def _head_painter(look: HeadLook, hat: str, hat_color: Color) -> HeadPainter:
    if "sunglasses" in look.marks:
        look = replace(look, marks=look.marks - {"sunglasses"} | {"mask"})
    hides_hair = hat in ("knight", "astronaut", "ninja", "hood", "headscarf", "helmet", "diver")
    bare = replace(look, hair="" if hides_hair and look.hair not in ("long", "wild") else look.hair)

    def draw(pen: Pen, face: Face, turned: float, time_s: float) -> None:
        draw_head(pen, bare, face, turned)
        if hat in HATS:
            HATS[hat](pen, hat_color, turned)

    return draw


def _back_painter(look: HeadLook, phase: float) -> HeadPainter:
    def draw(pen: Pen, face: Face, turned: float, time_s: float) -> None:
        draw_back_hair(pen.at(-0.18 * turned, 0), look, 0.07 * wave(time_s * 0.9 + phase))

    return draw
