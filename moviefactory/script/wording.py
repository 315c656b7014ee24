"""The words of an idea before its grammar: wrappers taken off, emoji spelled out, other languages noticed."""

from __future__ import annotations

import re
import unicodedata

from moviefactory.script.grammar import AUXILIARIES, CONJUNCTIONS, DETERMINERS, PREPOSITIONS, PRONOUNS, RELATIVES
from moviefactory.script.lexicon import UNKNOWN, look_up, singular, verb_forms, word_set
from moviefactory.script.nouns import figure_of_noun
from moviefactory.script.phrases import tokens_of

MAX_WORDS = 45  # an idea's leading sentence; what comes after a long opening does not fit one film of ten shots
_FILM = (
    r"(?:(?:short|little|quick|animated|music|youtube|\d+[- ]second|\d+[- ]minute|second|minute)\s+)*"
    r"(?:movie|film|video|clip|short|animation|cartoon|trailer|story|tale|scene|documentary|time-?lapse|montage|"
    r"commercial)s?"
)
_TONES = (
    r"(?:(?:sad|funny|scary|epic|romantic|calm|happy|dark|cute|silly|dramatic|beautiful|mysterious|exciting|tense|"
    r"magical|nostalgic|"
    r"heartwarming|cool|nice|great|emotional|relaxing|peaceful|creepy|inspiring|uplifting|cinematic|new|thrilling|"
    r"sweet)\s+)*"
)
_WRAPPER = re.compile(
    r"^(?:(?:hi|hello|hey|ok|okay|so)[,!. ]+)?(?:(?:please|can you|could you|i want you to|i would like you to|i'd "
    r"like you to|i want|i'd like|"
    r"i would like|let's|let us|we need|i need)\s+)*"
    r"(?:(?:make|create|generate|show|give|produce|shoot|film|write|tell|do|see|imagine|draw|render)(?:\s+(?:me|"
    r"us))?\s+)?"
    rf"(?:(?:an?|the|one|some)\s+)?{_TONES}(?:{_FILM})\s*(?:,?\s*(?:about|of|with|where|in which|on|showing|"
    rf"featuring|that shows|"
    r"that is about|starring|for|set)\s+|\s*:\s*)",
    re.I,
)
_ASKING = re.compile(
    r"^(?:please\s+)?(?:(?:can|could) you\s+)?(?:make|create|generate|show|give|produce|shoot|imagine|film|render)"
    r"(?:\s+(?:me|us))?\s+(?=(?:an?|the|two|three|some|my)\b)(?:the\s+story\s+of\s+)?|^(?:please\s+)?(?:imagine|"
    r"picture|show us|show me)\s+",
    re.I,
)
_STORY_OF = re.compile(
    r"^(?:an?\s+|the\s+|one\s+)?(?:\w+\s+)?(?P<cue>story|tale|legend|adventures?|life|day in the life|biography|"
    r"myth|portrait|"
    r"history|chronicles?|saga|dream|memories|memory|diary|vision|secret life)\s+(?:of|about)\s+(?=\w)",
    re.I,
)
_ONCE = re.compile(
    r"^(?:once upon a time,?\s*|one (?:day|night|evening|morning),?\s*|in a world where\s*|what if\s*|when\s+)"
    r"(?:there (?:was|is|were|lived)\s*)?|^there (?:is|was|are|were|lived)\s+",
    re.I,
)


def opening_of(idea: str) -> str:
    """The leading sentence or sentences of an idea: at most MAX_WORDS words, spaces made single."""
    text = re.sub(r"https?://\S+", " ", idea)
    text = re.sub(r"\s+", " ", text).strip().strip("\"'“”„«»*#-–— ")
    sentences = re.split(r"(?<=[.!?])\s+", text)
    kept: list[str] = []
    for sentence in sentences:
        if kept and len(" ".join([*kept, sentence]).split()) > MAX_WORDS:
            break
        kept.append(sentence)
    return " ".join(" ".join(kept).split()[:MAX_WORDS])


def unwrapped(text: str) -> tuple[str, str]:
    """`text` without "make me a film about" and the like, and the word that told what kind of story it is ("")."""
    bare, cue = text, ""
    for _ in range(3):
        before = bare
        bare = _ASKING.sub("", _WRAPPER.sub("", _ONCE.sub("", bare)))
        if match := _STORY_OF.match(bare):
            cue, bare = match["cue"].lower(), bare[match.end() :]
        if bare == before:
            break
    bare = re.sub(r"\bvs?\.?(?=\s)", "versus", bare, flags=re.I)
    return bare.strip().rstrip(".!?"), cue


def spelled_out(text: str) -> str:
    """Emoji by their names where there is nothing else; beside words they are left out."""
    emoji = [one for one in text if unicodedata.category(one) == "So"]
    plain = "".join(
        one for one in text if unicodedata.category(one) not in ("So", "Sk", "Cs", "Co", "Cn", "Cf", "Mn", "Me")
    )
    if not emoji or re.search(r"\w", plain):
        return plain if emoji else text
    return " and ".join(dict.fromkeys(filter(None, map(_emoji_words, emoji))))


def _emoji_words(emoji: str) -> str:
    name = unicodedata.name(emoji, "").lower()
    name = re.sub(
        r"\b(face|symbol|black|white|heavy|sign|head|emoji|of|with.*|front-facing|variation selector.*|and)\b",
        " ",
        name,
    )
    words = " ".join(name.split())
    words = {"racing car": "race car", "automobile": "car", "oncoming automobile": "car"}.get(words, words)
    last = words.split()[-1:] or [""]
    return words if figure_of_noun(last[0]) not in ("unknown", "abstract") else ""  # smiles are no heroes


_CLOSED = DETERMINERS | PREPOSITIONS | CONJUNCTIONS | RELATIVES | PRONOUNS | AUXILIARIES


def is_english(text: str) -> bool:
    """Whether at least half of the words are English ones. Names count as they are: capitals inside an English text."""
    words = [word for word in tokens_of(text) if re.match(r"\w", word)]
    if not words or len(re.findall(r"[^\W\d_]", text)) > 2 * sum(len(word) for word in words if word.isascii()):
        return False
    telling = [word for word in words if not (word[:1].isupper() and _is_unknown(word.lower()))] or words
    known = sum(not _is_unknown(word.lower()) for word in telling)
    function_words = sum(word.lower() in _FOREIGN for word in words)
    return 2 * known > len(telling) and 4 * function_words <= len(words)


def _is_unknown(word: str) -> bool:
    parts = [part for part in word.removesuffix("'s").split("-") if part]
    return any(
        part not in _CLOSED
        and not part.isdigit()
        and look_up(part) is UNKNOWN
        and look_up(singular(part)) is UNKNOWN
        and not verb_forms(part)
        for part in parts
    )


# little words of other languages, some of which are in an English dictionary too ("die", "des", "sur")
_FOREIGN = word_set(
    "der die das ein eine einen einem einer und im am ist mit auf für von zu dem den des les le la un une dans "
    "sur avec et du au aux est qui el los las una unos en por con y del al que um uma no na os il lo gli di nella "
    "nel che per een het van op met de och i på ett som jest na w z się"
) - {"a", "i", "no", "on", "am", "met", "an", "lo"}
