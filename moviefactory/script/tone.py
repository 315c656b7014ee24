"""Mood: the word that colours a film, from the person, the idea's own words, or the story."""

from __future__ import annotations

import re

from moviefactory.movie import MOODS, Mood, Music

_MOOD_OF_WORD: tuple[tuple[Mood, str], ...] = (
    ("sad", r"sad|tragic|heartbreaking|crying|cries|tears|goodbye|farewell|lonely|loneliness|alone|grief|mourn\w*|"
    r"dies|death|lost|loses|"
            r"abandoned|forgotten|melancholy|homesick"),
    ("dark", r"dark|scary|horror|haunted|creepy|nightmare|monster|zombies?|vampires?|evil|sinister|cursed|killer|"
    r"demon|war"),
    ("tense", r"tense|thriller|suspense\w*|escap\w*|chas\w*|emergency|danger\w*|storm|trapped|bomb|heist|thief|"
    r"steal\w*|hunt\w*|survi\w*|"
              r"earthquake|tsunami|shipwreck|disaster|avalanche|hurricane"),
    ("mysterious", r"myster\w*|secret|strange|hidden|detective|enchanted|magic\w*|fog|foggy|ghost|ancient|unknown|"
    r"wizard|witch|alien|aliens"),
    ("epic", r"epic|heroic|battle|war|knights?|dragon|dragons|army|king|kingdom|universe|galaxy|empire|legend|giant|"
    r"gladiators?|volcano|viking"),
    ("energetic", r"energetic|exciting|action|fast|race|races|racing|speed|sport|surf\w*|ski\w*|skat\w*|football|"
    r"soccer|basketball|boxing|"
                  r"breakdanc\w*|motorcycle|adrenaline|thrilling"),
    ("happy", r"happy|funny|fun|silly|joy\w*|cheerful|comedy|cute|danc\w*|part(?:y|ies)|celebrat\w*|birthday|"
    r"playful|laugh\w*|clown|carnival|"
              r"play(?:s|ing)?"),
    ("tender", r"tender|love|loves|romantic|romance|kiss\w*|hug\w*|friend\w*|baby|mother|grandmother|wedding|gentle|"
    r"sweet|heartwarming|caring"),
    ("nostalgic", r"nostalgi\w*|memor\w*|childhood|old days|vintage|remember\w*|grandfather|retro|past"),
    ("calm", r"calm|peaceful|quiet|relax\w*|meditat\w*|serene|slow|sleep\w*|still|gentle|garden|bloom\w*"),
)  # fmt: skip
_EXPLICIT = {
    "scary": "dark", "horror": "dark", "creepy": "dark", "sad": "sad", "funny": "happy", "happy": "happy",
    "epic": "epic", "romantic": "tender", "calm": "calm", "relaxing": "calm", "peaceful": "calm",
    "exciting": "energetic", "thrilling": "tense", "dramatic": "epic", "mysterious": "mysterious", "tense": "tense",
    "cute": "happy", "silly": "happy", "nostalgic": "nostalgic", "energetic": "energetic", "dark": "dark",
    "emotional": "tender", "heartwarming": "tender", "sweet": "tender", "action": "energetic", "comedy": "happy",
    "magical": "mysterious", "inspiring": "epic", "uplifting": "happy", "melancholic": "sad", "tragic": "sad",
    "suspenseful": "tense", "joyful": "happy", "gloomy": "dark", "cheerful": "happy", "tender": "tender",
    "thriller": "tense", "romance": "tender", "adventure": "epic", "fantasy": "mysterious", "sci-fi": "mysterious",
    "drama": "sad", "serious": "epic",
}  # fmt: skip
_MUSIC: dict[Mood, str] = {
    "calm": "slow, soft piano and warm strings", "energetic": "fast driving drums and electric bass",
    "happy": "bright mid-tempo ukulele, claps and light drums", "nostalgic": "slow felt piano and gentle guitar",
    "tender": "slow, warm piano and soft strings", "tense": "pulsing low strings and ticking percussion",
    "dark": "slow low drones and dissonant strings", "epic": "big orchestral drums, brass and strings",
    "mysterious": "slow celesta, harp and airy pads", "sad": "slow solo piano and cello",
}  # fmt: skip


def mood_of(tone: str, idea: str, story_mood: str, strong: bool) -> Mood:
    """The mood of the closed list: the given tone's, else the idea's film word ("a funny movie"), else, where the story
    says little (`strong` is false), the idea's other words, else the story's."""
    for words, whole in ((tone, True), (idea, False)):
        if found := _explicit(words, whole):
            return found
    if not strong and (keyword := _keyword(idea)):
        return keyword
    return next((mood for mood in _MOOD_OF_WORD_NAMES if mood == story_mood), "calm")


def _explicit(words: str, whole: bool) -> Mood | None:
    lowered = words.lower()
    if not whole:
        match = re.search(r"((?:[a-z-]+\s+){1,3})(?:movie|film|video|clip|story|animation|cartoon)\b", lowered)
        lowered = match[1] if match else ""
    for word in re.findall(r"[a-z-]+", lowered):
        if word in MOODS:
            return next(mood for mood in _MOOD_OF_WORD_NAMES if mood == word)
        if word in _EXPLICIT:
            return next(mood for mood in _MOOD_OF_WORD_NAMES if mood == _EXPLICIT[word])
    return None


def _keyword(idea: str) -> Mood | None:
    return next((mood for mood, words in _MOOD_OF_WORD if re.search(rf"\b(?:{words})\b", idea.lower())), None)


_MOOD_OF_WORD_NAMES: tuple[Mood, ...] = tuple(mood for mood, _ in _MOOD_OF_WORD)


def music_for(mood: Mood) -> Music:
    """The music of a mood, in the words a library is searched with."""
    return Music(mood=mood, description=_MUSIC[mood])
