"""How well the default matcher answers what screenwriters write, on the starter library.

`phrases/clear.tsv` are sounds in plain words, `vague.tsv` needs the shot's context ("engine" of a train), `absent.txt`
are things the library has not. One hand wrote library and phrases: a guard against steps back, not a benchmark.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from moviefactory.audio import Query, minilm
from moviefactory.audio.caption_matcher import CaptionMatcher
from moviefactory.audio.choose_cue import SoundRequest, choose_cue
from moviefactory.audio.library import Library, load_library
from moviefactory.movie import Sound
from moviefactory.settings import AudioSettings

FOLDER = Path(__file__).parent / "phrases"
SETTINGS = AudioSettings()


@pytest.fixture(scope="module")
def starter() -> Library:
    library = load_library(["starter"], SETTINGS.licences)
    if len(library.entries) < 80:
        pytest.skip("the starter library is not complete")
    return library


@pytest.fixture(params=["sentence encoder", "words alone"])
def matcher(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[CaptionMatcher]:
    minilm.load_minilm.cache_clear()
    if request.param == "words alone":
        monkeypatch.setitem(sys.modules, "onnxruntime", None)
    yield CaptionMatcher()
    minilm.load_minilm.cache_clear()


def wanted(name: str) -> list[tuple[str, str, str, set[str]]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream, delimiter="\t"))[1:]
    return [(phrase, kind, context, set(names.split("|"))) for phrase, kind, context, names in rows]


def wrong(name: str, library: Library, matcher: CaptionMatcher) -> dict[str, str]:
    """Phrase -> reason, of every phrase whose choice is not one of the right ones."""
    found = {}
    for number, (phrase, kind, context, names) in enumerate(wanted(name)):
        sound = Sound.model_validate({"id": f"s{number}", "kind": kind, "description": phrase})
        chosen = choose_cue(SoundRequest(sound, context, 2.0, 1), library, matcher, SETTINGS, {})
        if chosen.cue is None or chosen.cue.name not in names:
            found[f"{phrase} ({context})"] = chosen.reason
    return found


@pytest.mark.parametrize(
    ("name", "encoder_share", "words_share"), [("clear.tsv", 0.95, 0.88), ("vague.tsv", 0.90, 0.86)]
)
def test_phrases_find_their_sound(
    starter: Library, matcher: CaptionMatcher, name: str, encoder_share: float, words_share: float
) -> None:
    bad, count = wrong(name, starter, matcher), len(wanted(name))
    assert 1 - len(bad) / count >= (words_share if matcher.note else encoder_share), bad


def test_every_phrase_asks_for_a_sound_that_is_there(starter: Library) -> None:
    names = {entry.name for entry in starter.entries}
    for phrase, _, _, answers in (*wanted("clear.tsv"), *wanted("vague.tsv")):
        assert answers & names, f"{phrase}: none of {sorted(answers)} is in the library"


def test_what_the_library_has_not_is_left_out(starter: Library) -> None:
    phrases = (FOLDER / "absent.txt").read_text(encoding="utf-8").split("\n")[:-1]
    matcher, taken = CaptionMatcher(), {}
    for phrase in phrases:
        request = SoundRequest(Sound(id="s", description=phrase), "int. room - day", 2.0, 1)
        if cue := choose_cue(request, starter, matcher, SETTINGS, {}).cue:
            taken[phrase] = cue.reason
    assert len(taken) <= 0.15 * len(phrases), taken


def test_an_entry_is_found_by_its_own_caption(starter: Library) -> None:
    matcher = CaptionMatcher()
    for entry in starter.entries[::4]:
        scores = matcher.scores(Query(entry.caption), starter)
        assert starter.entries[int(scores.argmax())].name == entry.name, entry.caption
