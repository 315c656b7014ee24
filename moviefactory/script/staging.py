"""From the prose of a prompt to the structure of a shot: where, when, who does what to whom.

Reads prompts of any author: this room's writer, a language model, a person. `stage_shot` keeps what a person wrote.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import get_args

from moviefactory.movie import Action, CastMember, Relation, Setting, Shot, Staging, Subject, digest
from moviefactory.script.grammar import PRONOUNS, Chunk, Mark, NounPhrase, Prep, VerbPhrase
from moviefactory.script.lexicon import data_table, word_list, word_set
from moviefactory.script.light import time_in, weather_in
from moviefactory.script.looks import COLORS, plain_color
from moviefactory.script.noun_reader import ATOM
from moviefactory.script.nouns import figure_of, figure_of_noun, kind_of
from moviefactory.script.phrases import chunks_of
from moviefactory.script.places import home_of, mention_of, place_of, places
from moviefactory.script.roles import fitting

MAX_SUBJECTS = 4
_CAMERA_WORDS = re.compile(
    r"\b(?:extreme |ultra[- ]|super )?(?:wide|medium|close|long|establishing|tracking|aerial|drone|dolly|crane|pov|"
    r"over-the-shoulder|"
    r"overhead|handheld|steadicam|panning)[- ]?(?:angle)? ?(?:shot|view|camera|close-up)s?\b"
    r"|\b(?:low|high|bird's[- ]eye|eye)[- ](?:angle|level|view)\b|\bclose-?ups?\b(?: (?:of|on)\b)?"
    r"|\b(?:slow |fast |smooth )?(?:push|pull|zoom|dolly|pan|tilt|crane|orbit|truck)(?:s|ning|ing)?[- ]?"
    r"(?:in|out|back|up|down|left|right|to the left|to the right)\b|\b(?:static|handheld|tracking|moving) camera\b|"
    r"\bslow[- ]motion\b|"
    r"\b(?:slow )?orbit\b|\bthe camera [a-z]+s?\b|\bshot (?:on|from|of|in)\b|^close on\b|\bdepth of field\b|\blens "
    r"flare\b",
    re.I,
)
_STYLE_WORDS = re.compile(
    r"\b(?:4k|8k|hd|uhd|high[- ](?:resolution|quality|definition|detail)|cinematic(?: lighting)?|photo-?realistic|"
    r"hyper-?realistic|realistic|"
    r"masterpiece|detailed|film grain|color grading|35mm|anamorphic|volumetric|dramatic lighting|animation style|"
    r"style|best quality|imax|hdr)\b",
    re.I,
)
_NO_SUBJECT = word_set(
    "earth world sunset sunrise dawn dusk night day morning evening noon midnight shot view camera light lighting "
    "scene frame background foreground distance horizon air sky moment side front back top center middle edge way "
    "end start line finish race fight face eyes hands hand head shadow shadows sunlight moonlight daylight "
    "silhouette glow beam ray rays color colour detail wind breeze speed power force energy look gaze smile tears "
    "breath sound silence world ground floor land landscape journey view lead gap pace glance sign burst trail "
    "cloud clouds dust smoke steam spray sparks snow rain fog mist sun moon star stars water surface fur hair "
    "skin wing wings feather feathers tail wheel wheels headlight headlights engine engines collar trim armour "
    "armor suit coat jacket dress hat scarf fin fins leg legs arm arms ears ear paw paws wide small tall"
)
_STILL_FIGURES = word_set("thing building plant machine cosmos floater")
_RELATION_WORDS: tuple[tuple[Relation, str], ...] = (
    ("chase", r"chas\w+|pursu\w+|hunt\w*|after (?:a|an|the|him|her|it|them)\b|flee\w*|escap\w+"),
    ("face_off", r"fight\w*|battl\w+|duel\w*|clash\w*|fac(?:e|es|ing) (?:each|off|the|a|an)\b|face to face|"
    r"confront\w*|wrestl\w+|attack\w*|versus|vs"),
    ("side_by_side", r"side by side|next to|neck and neck|beside|rac(?:e|es|ing)|together|alongside|along with|"
    r"level with"),
    ("meet", r"meet\w*|greet\w*|hug\w*|kiss\w*|talk\w*|shak\w+ hands|look\w* at|play\w* with|danc\w+ with|with|"
    r"toward\w*"),
)  # fmt: skip


def stage_shot(shot: Shot, cast: tuple[CastMember, ...], heading: str) -> Shot:
    """`shot` with its staging filled in, by the rule of `Staging.auto`.

    What a person wrote stays; what the writer wrote stays while the prompt is unchanged; else it is derived from the
    prompt, the cast and the scene's heading.
    """
    staging = shot.staging
    if staging is not None and not _is_stale(staging, shot.prompt):
        return shot
    derived = derive_staging(shot.prompt, cast, heading, shot.subjects)
    return shot.model_copy(update={"staging": stamped(derived, shot.prompt)})


def stamped(staging: Staging, prompt: str) -> Staging:
    """`staging` marked as written for `prompt` by a machine."""
    return staging.model_copy(update={"auto": f"{_short(prompt)}.{_own_digest(staging)}"})


def _is_stale(staging: Staging, prompt: str) -> bool:
    """Whether a machine wrote this staging, no person changed it, and the prompt is another one now."""
    for_prompt, _, own = staging.auto.partition(".")
    return bool(own) and own == _own_digest(staging) and for_prompt != _short(prompt)


def _own_digest(staging: Staging) -> str:
    return _short(staging.model_copy(update={"auto": ""}).model_dump_json())


def _short(text: str) -> str:
    return digest(text)[:12]


def derive_staging(prompt: str, cast: Sequence[CastMember], heading: str = "", named: Sequence[str] = ()) -> Staging:
    """The staging a prompt describes. `named`: ids of cast members the shot is said to show."""
    text = _prose(prompt)
    marked, members = _with_cast_marked(text, cast)
    chunks = [chunk for sentence in re.split(r"[.;!?]\s+", marked) for chunk in [*chunks_of(sentence), Mark(".")]]
    key, place = _place(chunks, heading, members)
    subjects = _subjects(chunks, members)
    if not subjects:
        subjects = [_of_member(member, "idle") for member in cast if member.id in named][:MAX_SUBJECTS]
    if not key:
        key = next((home for one in subjects if (home := home_of(one.noun))), "meadow")
    setting: Setting = places()[key]["setting"]
    usual_weather = places()[key].get("weather", "clear")
    return Staging(
        setting=setting, place=place or key.replace("_", " "), time=time_in(text) or time_in(heading) or "day",
        weather=weather_in(text) or weather_in(heading) or ("snow" if usual_weather == "snow" else "clear"),
        subjects=tuple(subjects[:MAX_SUBJECTS]), relation=_relation(text, subjects),
    )  # fmt: skip


def _prose(prompt: str) -> str:
    """The prompt without the words of camera and style: they stage nothing."""
    text = _STYLE_WORDS.sub(" ", _CAMERA_WORDS.sub(" ", " ".join(prompt.split())))
    return re.sub(r"\s+([,.])", r"\1", re.sub(r"\s{2,}", " ", text)).strip(" ,.")


def _with_cast_marked(text: str, cast: Sequence[CastMember]) -> tuple[str, Mapping[str, CastMember]]:
    """The text with every description of the cast as one word, and who each such word, and each plain noun, is."""
    members: dict[str, CastMember] = {}
    for number, member in enumerate(sorted(cast, key=lambda one: -len(one.description))):
        mark = f"{ATOM}{chr(ord('a') + number % 26)}{chr(ord('a') + number // 26)}"
        members[mark.lower()] = member
        members.setdefault(member.noun.lower(), member)
        pattern = re.compile(re.escape(member.description), re.I)
        text = pattern.sub(f"the {mark}{'s' if member.count > 1 else ''}", text)
    return text, members


def _place(chunks: Sequence[Chunk], heading: str, members: Mapping[str, CastMember]) -> tuple[str, str]:
    """(key, name) of the first place in the prose, else of the heading; ("", "") for none."""
    for position, chunk in enumerate(chunks):
        before = chunks[position - 1] if position else None
        if not isinstance(chunk, NounPhrase) or chunk.noun.lower() in members:
            continue
        phrases = [chunk, *([chunk.complement] if chunk.complement else [])]
        for phrase in phrases:
            is_actor = figure_of(phrase) not in ("place", "force", "unknown", "abstract") and not isinstance(
                before, Prep
            )
            mention = (
                None
                if is_actor or phrase.head in _NO_PLACE
                else mention_of(phrase, before.word if isinstance(before, Prep) else "")
            )
            if mention is not None:
                return mention.key, mention.name
    return _place_of_heading(heading)


_NO_PLACE = word_set(
    "face way line finish light distance horizon stone stones board rail rails top edge bend stretch mile view"
)


def _place_of_heading(heading: str) -> tuple[str, str]:
    words = re.sub(r"^(?:INT|EXT|INT/EXT|I/E)[./ ]+", "", heading.strip(), flags=re.I).rpartition(" - ")
    spot = (words[0] or words[2]).strip()
    if spot.upper() in _headings():
        return _headings()[spot.upper()], spot.lower()
    for chunk in chunks_of(spot.lower()):
        if isinstance(chunk, NounPhrase) and (mention := mention_of(chunk, "in")):
            return mention.key, mention.name
    return "", ""


@cache
def _headings() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for key, place in places().items():
        for spot in place["spots"]:
            found.setdefault(str(spot).rpartition("|")[2].strip(), key)
    return found


@dataclass
class _Draft:
    """A subject while the sentence goes on."""

    phrase: NounPhrase
    member: CastMember | None
    action: Action | None = None
    prop: str = ""


def _subjects(chunks: Sequence[Chunk], members: Mapping[str, CastMember]) -> list[Subject]:
    """Who is in the prose, with what each does. "A and B race" gives both the verb."""
    drafts: list[_Draft] = []
    waiting: list[_Draft] = []  # those since the last verb, to whom the next verb belongs
    for position, chunk in enumerate(chunks):
        if isinstance(chunk, Mark) and chunk.word == ".":
            waiting = []
        elif isinstance(chunk, VerbPhrase):
            waiting = _given_action(chunk, waiting, drafts)
        elif isinstance(chunk, NounPhrase):
            before = chunks[position - 1] if position else None
            _take(chunk, before, members, drafts, waiting)
    return [_finished(draft) for draft in drafts]


def _given_action(verb: VerbPhrase, waiting: list[_Draft], drafts: list[_Draft]) -> list[_Draft]:
    action = _action_of(verb)
    takers = waiting or drafts[-1:]
    for draft in takers:
        if action is not None and (draft.action is None or draft.action in ("idle", "look")) and not verb.passive:
            draft.action = action
    return []


def _take(
    phrase: NounPhrase,
    before: Chunk | None,
    members: Mapping[str, CastMember],
    drafts: list[_Draft],
    waiting: list[_Draft],
) -> None:
    """A noun phrase becomes a subject, a prop of the one before, or nothing."""
    if phrase.complement is not None and _member_of(phrase, members) is None:
        of_cast = _member_of(phrase.complement, members) is not None
        part_of = of_cast or phrase.head in _NO_SUBJECT or figure_of(phrase) in ("abstract", "thing", "place")
        phrase = phrase.complement if part_of else phrase  # "the eyes of a fox" show a fox
    member = _member_of(phrase, members)
    figure = figure_of_noun(member.noun) if member else figure_of(phrase)
    if member and any(draft.member is member for draft in drafts):
        waiting[:] = [draft for draft in drafts if draft.member is member]
        return
    if member is None and isinstance(before, Prep) and place_of(phrase):
        return
    if member is None and (
        phrase.head in _NO_SUBJECT or phrase.head in PRONOUNS or figure in ("abstract", "place", "unknown")
    ):
        return
    after = before.word if isinstance(before, Prep) else ""
    still = figure in _STILL_FIGURES
    if (
        member is None
        and still
        and (isinstance(before, VerbPhrase) or after in ("with", "on", "at", "in", "under", "of", "by", "from", "to"))
    ):
        if drafts and not drafts[-1].prop and (after == "with" or isinstance(before, VerbPhrase)):
            drafts[-1].prop = phrase.noun
        return
    if member is None and (figure == "force" or after in ("like", "of", "as", "from")) and drafts:
        return
    draft = _Draft(phrase, member, prop=phrase.companion.noun if phrase.companion else "")
    drafts.append(draft)
    if not after or after in ("with", "and"):
        waiting.append(draft)


def _member_of(phrase: NounPhrase, members: Mapping[str, CastMember]) -> CastMember | None:
    for words in (phrase.head.lower(), phrase.noun.lower()):
        if words in members:
            return members[words]
    return None


def _finished(draft: _Draft) -> Subject:
    phrase = draft.phrase
    if draft.member is not None:
        return _of_member(draft.member, draft.action or _resting(figure_of_noun(draft.member.noun)), draft.prop)
    figure = figure_of(phrase)
    color = next((word for word in phrase.words if word.lower() in COLORS), "")
    return Subject(
        noun=phrase.noun.lower()[:300], kind=kind_of(figure), action=fitting(draft.action or _resting(figure), figure),
        color=plain_color(color), count=max(1, min(12, phrase.count)), prop=draft.prop[:300],
    )  # fmt: skip


def _of_member(member: CastMember, action: Action, prop: str = "") -> Subject:
    figure = figure_of_noun(member.noun)
    return Subject(
        noun=member.noun, kind=member.kind, action=fitting(action, figure), cast=member.id, color=member.color,
        count=member.count, prop=prop[:300],
    )  # fmt: skip


def _resting(figure: str) -> Action:
    """What a figure does of whom nothing is said."""
    if figure in ("fish", "submarine"):
        return "swim"
    if figure in ("boat", "floater", "spirit"):
        return "float"
    return "fly" if figure in ("spaceship", "insect") else "idle"


@cache
def _actions() -> Mapping[str, Action]:
    found: dict[str, Action] = {}
    for action in get_args(Action):
        for verb in word_list(data_table("actions.yaml").get(action, "")):
            found.setdefault(verb, action)
    return found


def _action_of(verb: VerbPhrase) -> Action | None:
    if verb.particle == "off" and verb.lemma in ("take", "lift"):
        return "fly"
    return _actions().get(verb.lemma)


def _relation(text: str, subjects: Sequence[Subject]) -> Relation:
    if len(subjects) < 2:
        return "none"
    found = next((relation for relation, words in _RELATION_WORDS if re.search(rf"\b(?:{words})", text, re.I)), None)
    return found or "meet"
