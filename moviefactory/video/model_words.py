"""One shot in the words that a video model was trained on: the prompt and the negative prompt it is given.

The plan is neutral. A profile (word_profiles.py) says what its models read: long prose, one chronological paragraph,
or tags. Whatever the form, the author's words are kept, everybody of the cast is described as the plan describes them,
and staging and camera fill in only what the prompt leaves open. Rewriting a prompt for its model is the lesson of
Prompt-A-Video (arXiv 2412.15156); here it is done by rules. Knows no model and no tokenizer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from moviefactory.movie import CastMember, Shot
from moviefactory.video.cast_words import introduced, present, said_once
from moviefactory.video.clip_tokens import clip_tokens_at_most
from moviefactory.video.shot_filling import camera_sentence, fillings
from moviefactory.video.shot_reading import Reading, read_prompt
from moviefactory.video.shot_tags import tags_for
from moviefactory.video.word_profiles import ASKED_FOR, PROFILES, Part, WordProfile, profile_called

__all__ = ["PROFILES", "ModelWords", "WordProfile", "clip_tokens_at_most", "words_for"]
_OPTIONAL: tuple[Part, ...] = ("relation", "motion", "light", "place", "camera", "style")  # the first goes first


@dataclass(frozen=True)
class ModelWords:
    """What is given to the model."""

    prompt: str
    negative: str


def words_for(
    shot: Shot, cast: Sequence[CastMember], heading: str, style: str, profile: WordProfile | str
) -> ModelWords:
    """`shot` in the words of `profile` (its name will do). `cast`: the movie's, of which those in `shot.subjects`
    count; `heading`: the scene's; `style`: the movie's, "" for none. Pure. Raises PlanError for a name that is none.

    Prose is within `profile.limit` words unless the author's own words and the cast are longer; those are never cut.
    Tags are always within `profile.limit` CLIP tokens.
    """
    chosen = profile_called(profile) if isinstance(profile, str) else profile
    if chosen.form == "plain":
        return ModelWords(shot.prompt, chosen.joined.join(chosen.negative))
    members = present(shot, cast)
    reading = read_prompt(shot, members, style)
    if chosen.form == "tags":
        prompt = tags_for(shot, members, heading, reading, chosen.limit)
    else:
        prompt = _prose(shot, members, heading, reading, chosen)
    return ModelWords(prompt, _negative(chosen, f"{reading.said} {reading.style}"))


def _prose(shot: Shot, members: Sequence[CastMember], heading: str, reading: Reading, profile: WordProfile) -> str:
    parts: dict[Part, str] = {
        "said": said_once(reading.said, members),
        "cast": introduced(reading.said, members),
        "camera": camera_sentence(shot.camera, members, reading, profile.camera),
        "style": f"Visual style: {reading.style}." if reading.style else "",
    }
    parts |= fillings(shot, heading, reading)
    for spare in _OPTIONAL:
        if count_words(_in_order(parts, profile)) <= profile.limit:
            break
        parts[spare] = ""
    return _in_order(parts, profile)


def _in_order(parts: Mapping[Part, str], profile: WordProfile) -> str:
    return " ".join(sentence for part in profile.parts if (sentence := parts.get(part, "")))


def count_words(text: str) -> int:
    """Words; a character of a script without spaces counts as one."""
    return len(
        re.findall(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\s\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+", text)
    )


def _negative(profile: WordProfile, asked: str) -> str:
    """The profile's negative prompt without the words that would forbid what the shot asks for."""
    kept = [word for word in profile.negative if word not in ASKED_FOR or not re.search(ASKED_FOR[word], asked, re.I)]
    return profile.joined.join(kept)
