"""A member of the cast with other looks: another colour, a thing worn or held, another adjective."""

from __future__ import annotations

import re

from moviefactory.movie import CastMember
from moviefactory.script.looks import COLORS, plain_color
from moviefactory.script.nouns import HUMAN, figure_of_noun
from moviefactory.script.wish_text import articled

_AGAINST: tuple[frozenset[str], ...] = (
    frozenset(["old", "young", "elderly", "aged", "newborn", "little-old"]),
    frozenset(["big", "small", "little", "tiny", "large", "huge", "giant"]),
    frozenset(["tall", "short"]),
    frozenset(["fat", "thin", "slim", "plump"]),
    frozenset(["shiny", "rusty", "dirty", "clean"]),
)


def recoloured(member: CastMember, color: str, part: str = "") -> CastMember:
    """The member in another colour. Of a person it is that of the clothes; `part`: a piece of the description."""
    text, any_color = (
        member.description,
        (
            rf"(?:(?:light|dark|deep|bright|pale|glossy|gleaming|shiny|blazing|"
            rf"faded)[ -])?(?:{'|'.join(sorted(COLORS, key=len, reverse=True))})(?:[ -]and[ -](?:{'|'.join(COLORS)}))?"
        ),
    )
    noun = part or member.noun.split()[-1]
    head = re.search(rf"\b{re.escape(noun)}(?:s|es)?\b", text, re.I)
    human = figure_of_noun(member.noun) in HUMAN
    colored = [match for match in re.finditer(rf"\b{any_color}\b", text, re.I)]
    before = [
        match
        for match in colored
        if head and match.end() <= head.start() and (not part or text[match.end() : head.start()].count(" ") < 3)
    ]
    gloss = r"^(?:glossy|gleaming|shiny|faded) "
    if before or (human and not part and colored):
        found = before[-1] if before else colored[0]
        kept = re.match(gloss, found[0], re.I)
        text = f"{text[: found.start()]}{kept[0] if kept else ''}{color}{text[found.end() :]}"
    elif head:
        start = head.start()
        if not part and (words := re.search(rf"\b{re.escape(member.noun)}", text, re.I)):
            start = words.start()
        text = f"{text[:start]}{color} {text[start:]}"
    else:
        text = f"{text}, all in {color}"
    plain = plain_color(next((word for word in re.findall(r"[a-z-]+", color) if word in COLORS), color.split()[-1]))
    keeps = part and member.color and re.search(rf"\b{member.color}\b", text)
    return member.model_copy(update={"description": articled(text), "color": member.color if keeps else plain})


def with_thing(member: CastMember, worn: str, clothes: bool) -> CastMember:
    text = member.description
    if worn.lower() in text.lower():
        return member
    if clothes and " in " in text and figure_of_noun(member.noun) in HUMAN:
        description = f"{text.partition(' in ')[0]} in {worn}"
    else:
        description = f"{text} {'and' if re.search(' (?:with|in) ', text) else 'with'} {worn}"
    colors = [word for word in re.findall(r"[a-z-]+", description.lower()) if word in COLORS]
    return member.model_copy(update={"description": description, "color": plain_color(colors[0]) if colors else ""})


def with_look(member: CastMember, look: str) -> CastMember:
    if re.search(rf"\b{look}\b", member.description):
        return member
    text = member.description
    for group in _AGAINST:
        if look in group:
            text = re.sub(rf"\b(?:{'|'.join(group)})\b ?", "", text)
    match = re.match(r"^(an?|the|one|two|three|four|five|six) ", text, re.I)
    start = match.end() if match else 0
    return member.model_copy(update={"description": articled(f"{text[:start]}{look} {text[start:]}")})
