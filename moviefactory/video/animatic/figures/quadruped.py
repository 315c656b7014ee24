"""Animals on four legs: one rig, walked, trotted and galloped by their gaits, and stood upright for human actions."""

from __future__ import annotations

from dataclasses import replace

from moviefactory.video.animatic.canvas import rgb
from moviefactory.video.animatic.figure import Habitat, View
from moviefactory.video.animatic.figures.actor import Actor, Role
from moviefactory.video.animatic.figures.animal_head import Coat, coat_of, draw_animal_head
from moviefactory.video.animatic.figures.motion import drift, wave
from moviefactory.video.animatic.figures.palette import INK
from moviefactory.video.animatic.figures.pen import Pen, Reach
from moviefactory.video.animatic.figures.people.body import Look
from moviefactory.video.animatic.figures.people.person import biped, growth, hand_for
from moviefactory.video.animatic.figures.people.pose import BUILDS, Face
from moviefactory.video.animatic.figures.quadruped_parts import draw_leg, draw_mane, draw_tail, draw_torso
from moviefactory.video.animatic.figures.species import SPECIES, Species
from moviefactory.video.animatic.figures.stance import Stance, gait_speed_m_s, stance_at

UPRIGHT_ACTIONS: frozenset[str] = frozenset({"dance", "wave", "celebrate", "play", "work", "fight"})


def quadruped(role: Role, name: str) -> Actor:
    """The animal `name` (a key of SPECIES) doing `role.action`."""
    species = SPECIES[name]
    coat = coat_of(species, role)
    if species.upright and (role.action in UPRIGHT_ACTIONS or role.prop):
        return upright_animal(role, species, coat)
    height = species.height_m
    action = role.action
    airborne = action in ("float", "fall", "fly", "dive")
    swims = action == "swim"

    def draw(pen: Pen, time_s: float, view: View) -> float:
        stance = stance_at(action, species, time_s, role.phase)
        grow = growth(action, time_s)
        base = pen.at(grow=height * grow)
        if airborne:
            base = base.at(0, 0.05 * drift(time_s, role.phase), 16 * wave(time_s * 0.22 + role.phase)).at(0, -0.72)
        elif swims:
            base = base.at(0, -species.legs - 0.12)
        draw_quadruped(base, species, coat, stance, time_s + role.phase)
        return stance.lift * height

    habitat: Habitat = "air" if airborne else ("water" if swims else "ground")
    length = height * (species.length + species.neck[0] + species.head * (1.4 + species.snout) + 0.5)
    tall = height * (1.0 + species.neck[1] + species.head * 0.9)
    wide, low = length * 0.85, (1.25 if airborne or swims else 0.1) * height
    reach = Reach(-wide, -low, wide, tall * 1.25 + 0.6 * height)
    return Actor(tall, length, habitat, gait_speed_m_s(action, species), ("side",), reach, draw)


def draw_quadruped(pen: Pen, s: Species, coat: Coat, stance: Stance, time_s: float) -> None:
    """Draw the animal, shoulder height 1, its middle over the origin, facing right."""
    y = s.legs * (1 - 0.72 * stance.crouch) + stance.lift + s.girth * 0.35
    half = s.length / 2
    body = pen.at(0, y, wide=stance.stretch, tall=1 / stance.stretch).at(-half, 0, stance.pitch).at(half, 0)
    drop = s.girth * 0.35
    roots = ((-half * 0.94, -drop), (-half * 0.94, -drop), (half * 0.84, -drop), (half * 0.84, -drop))
    limb_color = rgb("2e2c35") if "panda" in coat.marks else coat.fur
    for index in (1, 3):
        draw_leg(body.far(0.7).at(0.05, 0.02), s, coat, roots[index], stance, index, limb_color)
    draw_tail(body.at(-half - s.hind * 0.75, s.hind * 0.35, -stance.pitch * 0.6), s, coat, time_s)
    draw_torso(body, s, coat, half)
    for index in (0, 2):
        draw_leg(body, s, coat, roots[index], stance, index, limb_color)
    neck_x, neck_y = half + s.neck[0] + s.girth * 0.3, s.neck[1] + s.girth * 0.25
    neck = body.at(half, s.girth * 0.15, -stance.pitch * 0.5 + stance.nod * 0.5)
    tip = (neck_x - half, neck_y)
    if "mane" in coat.marks:
        draw_mane(neck, tip, s, coat, time_s)
    neck_color = limb_color if "panda" in coat.marks else coat.fur
    neck.tube(
        [(-s.girth * 0.25, -s.girth * 0.2), (tip[0] * 0.45, tip[1] * 0.42), tip],
        [s.neck_thick * 1.35, s.neck_thick * 1.08, s.neck_thick * 0.9],
        neck_color,
    )
    if "patches_brown" in coat.marks:
        for k in range(6):
            share = 0.12 + 0.15 * k
            neck.ball(tip[0] * share + 0.02 * (-1) ** k, tip[1] * share, 0.032, 0.04, rgb("a5622a"), 0, 0)
    if "zebra" in coat.marks:
        for k in range(5):
            share = 0.1 + 0.17 * k
            neck.stroke(
                [
                    (tip[0] * share - s.neck_thick * 0.8, tip[1] * share + 0.05),
                    (tip[0] * share + s.neck_thick * 0.8, tip[1] * share - 0.03),
                ],
                INK,
                0.035,
            )
    head = neck.at(tip[0] + s.head * 0.2, tip[1] + s.head * 0.12, stance.nod * 0.6 - stance.pitch * 0.2, s.head)
    draw_animal_head(head, s, coat, stance.face, 0.85, time_s)
    if "tongue" in coat.marks and stance.face.open_mouth > 0.2:
        head.tube([(0.9, -0.6), (0.95, -1.0)], [0.12], rgb("f07a86"), 0.1, 0.5)


def upright_animal(role: Role, species: Species, coat: Coat) -> Actor:
    """The animal on its hind legs, with hands free for what people do."""
    panda = "panda" in coat.marks
    dark = rgb("2e2c35")
    build = BUILDS["cub" if species.height_m < 0.45 else "beast"]
    stand_m = species.height_m * 1.75

    def head(pen: Pen, face: Face, turned: float, time_s: float) -> None:
        draw_animal_head(pen, species, coat, face, turned, time_s)

    def tail(pen: Pen, face: Face, turned: float, time_s: float) -> None:
        draw_tail(pen.at(-0.1 - 0.06 * turned, 0.02, grow=0.5), species, coat, time_s)

    look = Look(
        build, coat.fur, coat.fur, dark if panda else coat.fur, dark if panda else coat.feet, head, cover="fur",
            sleeves="none",
        belly=coat.belly, accent=dark if panda else coat.fur, tail=tail,
        extras=("panda_chest",) if panda else (),
    )  # fmt: skip
    look = replace(look, hand=hand_for(role.prop, role.prop, max(stand_m, 0.6)))
    return biped(role, look, stand_m)
