"""What is said in a screenplay or a story, laid over the shots that a language model made of it. No line is lost.

Who says what is the text's to say, not the model's: its shots name the lines they come from, and each spoken line goes
to the shot of its line of the file. Knows no model and asks nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby

from moviefactory.movie import Camera, CastMember, Framing, Shot, Transition
from moviefactory.script.assembly import Names
from moviefactory.script.direction import camera_words
from moviefactory.script.screenplay import StoryScene
from moviefactory.script.staging import stamped
from moviefactory.script.story_beats import ids_of_cue, in_order
from moviefactory.script.story_lines import Line, in_groups, in_parts, narrated, place_in
from moviefactory.script.story_quotes import quoted_in
from moviefactory.script.story_speech import Speech

_SOURCE = re.compile(r", lines? (\d+)(?:-(\d+))?$")


def said_in(scene: StoryScene, cast: Sequence[CastMember], *, screenplay: bool) -> list[Line]:
    """What is spoken in a scene, in its order, in parts that are said in one go."""
    ids = {one.id for one in cast}
    found: list[Line] = []
    for item in in_order(scene.elements):
        if isinstance(item, Speech):
            who = next((one for one in ids_of_cue(item.cue, cast) if one in ids), "")
            found.append(Line(item.line, who, item.at))
        elif item.kind == "dialogue":
            found += [
                Line(" ".join(text.split()), "", place_in(item.text, start, item.first_line))
                for text, start, _ in in_parts(item.text)
            ]
        elif item.kind == "action" and not screenplay:
            found += quoted_in(item)
    return found


def with_lines(
    shots: Sequence[Shot], lines: Sequence[Line], cast: Sequence[CastMember], again: Callable[[Shot], Shot]
) -> tuple[Shot, ...]:
    """The shots with what is said in them, in the order of the text; where a shot cannot hold it all, `again(shot)`
    follows it."""
    spans = _spans(shots)
    held: list[list[Line]] = [[] for _ in shots]
    at = 0
    for line in lines:
        at = _shot_for(line, at, shots, spans)
        held[at].append(line)
    found: list[Shot] = []
    for shot, said in zip(shots, held, strict=True):
        for number, group in enumerate(in_groups(said) or [()]):
            one = again(shot) if number else shot
            found.append(one.model_copy(update={"narration": narrated(group, one.subjects, cast)}))
    return tuple(found)


def another_view(shot: Shot, names: Names) -> Shot:
    """The shot once more, under an id and from an angle of its own, with nothing but voices to be heard."""
    framing: Framing = "medium" if shot.camera.framing == "close" else "close" if shot.subjects else "wide"
    camera = Camera(move="static", framing=framing, angle=shot.camera.angle)
    prompt = re.sub(re.escape(camera_words(shot.camera)), camera_words(camera), shot.prompt, flags=re.I)
    while prompt in names.prompts:
        prompt = f"{prompt} Another view."
    names.prompts.add(prompt)
    staging = stamped(shot.staging, prompt) if shot.staging and shot.staging.auto else shot.staging
    return shot.model_copy(update={
        "id": names.fresh(shot.id, "shot"), "prompt": prompt[:4000], "camera": camera, "sounds": (), "narration": (),
        "transition_in": Transition(), "staging": staging,
    })  # fmt: skip


def _shot_for(line: Line, first: int, shots: Sequence[Shot], spans: Sequence[tuple[float, float]]) -> int:
    """Which shot, from `first` on, a line is said in: one of its line of the file, of who says it if there is one."""
    near = [at for at in range(first, len(shots)) if _lines_of(shots[at])[0] <= int(line.at) <= _lines_of(shots[at])[1]]
    if line.who and (theirs := [at for at in near if line.who in shots[at].subjects]):
        return theirs[0]
    if here := [at for at in near if spans[at][0] <= line.at < spans[at][1]]:
        return here[0]
    before = [at for at in range(first, len(shots)) if spans[at][0] <= line.at]
    return before[-1] if before else first


def _spans(shots: Sequence[Shot]) -> list[tuple[float, float]]:
    """From where to where in the file each shot goes; shots of the same lines share them out."""
    spans: list[tuple[float, float]] = []
    for (first, last), group in groupby(shots, _lines_of):
        count = len(list(group))
        step = (last + 1 - first) / count
        spans += [(first + step * number, first + step * (number + 1)) for number in range(count)]
    return spans


def _lines_of(shot: Shot) -> tuple[int, int]:
    found = _SOURCE.search(shot.source)
    return (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
