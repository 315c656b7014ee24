"""Subtitles: readable blocks of what is spoken, in time, in any script."""

import itertools
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from compose_kit import cue

from moviefactory.compose.subtitles import COLUMNS, ROWS, blocks_of, language_code, subtitles_of
from moviefactory.media.ffmpeg import run_ffmpeg
from moviefactory.timeline import Clip, FrameRange, PlacedClip, PlacedCue, Timeline

LONG = (
    "Long ago, in a land of endless rain, there lived a lighthouse keeper who had never seen the sun. "
    "Every night he lit the lamp, and every night the ships came home."
)


def spoken(*lines: tuple[float, float, str], seconds: float = 60, rate: Fraction = Fraction(24)) -> Timeline:
    clip = Clip("a", Path("a.mp4"), round(seconds * rate), rate, (192, 80))
    audio = tuple(
        PlacedCue(
            replace(cue(f"a-{number}", "voice"), caption=text), FrameRange(round(start * rate), round(stop * rate))
        )
        for number, (start, stop, text) in enumerate(lines, start=1)
    )
    return Timeline(rate, (192, 80), 48_000, (PlacedClip(clip, FrameRange(0, clip.frames)),), audio)


def texts(timeline: Timeline) -> list[str]:
    return [" ".join(block.lines) for block in blocks_of(timeline)]


def test_a_short_line_is_one_block_where_it_is_heard() -> None:
    assert subtitles_of(spoken((1.0, 3.5, "The sea is calm."))) == (
        "1\n00:00:01,000 --> 00:00:03,500\nThe sea is calm.\n\n"
    )


def test_a_movie_in_which_nobody_speaks_has_none() -> None:
    silent = spoken((0, 2, "   "))
    other = PlacedCue(replace(cue("rain", "ambience"), caption="heavy rain"), FrameRange(0, 48))
    assert subtitles_of(replace(silent, audio=(*silent.audio, other))) == ""


def test_a_long_line_ends_its_blocks_with_its_sentences_and_clauses() -> None:
    assert texts(spoken((0, 10, LONG))) == [
        "Long ago, in a land of endless rain,",
        "there lived a lighthouse keeper who had never seen the sun.",
        "Every night he lit the lamp, and every night the ships came home.",
    ]


def test_each_block_has_the_share_of_time_that_its_text_has() -> None:
    blocks = blocks_of(spoken((2, 12, LONG)))
    assert blocks[0].start_ms == 2000 and blocks[-1].stop_ms == 12_000
    shares = [(two.start_ms - one.start_ms) / 10_000 for one, two in itertools.pairwise(blocks)]
    assert shares == pytest.approx([36 / 160, 59 / 160], abs=0.02)


@pytest.mark.parametrize(
    "text",
    [
        LONG,
        "A" * 200,
        "See https://example.org/a/very/long/address/that/goes/on/and/on/and/never/ends?really=yes for more.",
        "昔々、終わりのない雨の国に、一度も太陽を見たことのない灯台守が住んでいました。毎晩彼はランプに火を灯し、船は帰ってきました。",
        "กาลครั้งหนึ่งนานมาแล้วในดินแดนแห่งสายฝนที่ไม่มีที่สิ้นสุดมีคนเฝ้าประภาคารคนหนึ่งอาศัยอยู่ซึ่งไม่เคยเห็นดวงอาทิตย์เลย",
        "منذ زمن بعيد، في أرض المطر الذي لا ينتهي، عاش حارس منارة لم ير الشمس قط، ثم أضاءت السماء.",
        " ".join("word" * (1 + number % 3) for number in range(300)),
    ],
    ids=["english", "one-word", "address", "japanese", "thai", "arabic", "very-long"],
)
def test_no_block_is_too_large_and_no_word_is_lost_in_any_script(text: str) -> None:
    blocks = blocks_of(spoken((0, 50, text)))
    assert all(len(block.lines) <= ROWS for block in blocks)
    wide = any("\u3000" <= sign <= "\u9fff" for sign in text)
    assert all(len(re.sub(r"[\u0e31-\u0e3a\u0e47-\u0e4e]", "", row)) <= (COLUMNS // 2 if wide else COLUMNS)
               for block in blocks for row in block.lines)  # fmt: skip
    shown = "".join("".join(block.lines) for block in blocks)
    assert shown.replace(" ", "") == text.replace(" ", "")


def test_a_row_never_begins_with_a_mark_that_belongs_to_the_row_before() -> None:
    rows = [
        row
        for block in blocks_of(spoken((0, 20, "雨の国に、灯台守が「もう、だめだ」と言いました。" * 6)))
        for row in block.lines
    ]
    assert not [row for row in rows if row[0] in "、。」"] and not [row for row in rows if row[-1] == "「"]


def test_blocks_follow_each_other_and_end_with_the_movie() -> None:
    timeline = spoken((0, 0.2, "No."), (0.9, 1.0, "Yes."), (9.0, 9.2, LONG), (9.8, 12.5, "The end."), seconds=10)
    blocks = blocks_of(timeline)
    assert all(one.stop_ms < two.start_ms for one, two in itertools.pairwise(blocks))
    assert all(block.stop_ms > block.start_ms for block in blocks) and blocks[-1].stop_ms <= 10_000
    assert blocks[0].stop_ms == 837  # longer than it is spoken, as far as the next allows


def test_two_voices_at_once_share_a_block() -> None:
    (block,) = blocks_of(spoken((1, 3, "Stop!"), (1.2, 4, "Never.")))
    assert block.lines == ("- Stop!", "- Never.") and (block.start_ms, block.stop_ms) == (1000, 4000)


def test_nothing_in_a_line_reads_as_a_tag_or_a_time() -> None:
    text = subtitles_of(spoken((0, 3, "a <i>b</i> {\\an8}c --> d\n\n7\n00:00 <3")))
    assert "<i" not in text and "{\\" not in text and text.count("-->") == 1 and len(text.split("\n\n")) == 2
    assert "<3" in text


def test_odd_frame_rates_and_hours_are_exact() -> None:
    rate = Fraction(30000, 1001)
    timeline = spoken((3700.0, 3702.0, "Late."), seconds=3705, rate=rate)
    start = round(round(3700 * rate) * 1000 / rate)
    assert f"01:01:{start % 60000 // 1000:02},{start % 1000:03} -->" in subtitles_of(timeline)


def test_languages_have_three_letters() -> None:
    assert [language_code(one) for one in ("en", "en-GB", "pt-BR", "cmn", "yue", "xx")] == [
        "eng", "eng", "por", "zho", "yue", "und",
    ]  # fmt: skip


def test_ffmpeg_reads_back_what_was_written(tmp_path: Path) -> None:
    path, back = tmp_path / "movie.srt", tmp_path / "back.srt"
    path.write_text(subtitles_of(spoken((0.5, 3, "昔々 & <3"), (4, 6, LONG))), encoding="utf-8")
    run_ffmpeg(["-f", "srt", "-i", str(path), "-c:s", "mov_text", str(tmp_path / "a.mp4")], what="testing")
    run_ffmpeg(["-i", str(tmp_path / "a.mp4"), "-f", "srt", str(back)], what="testing")
    assert back.read_text(encoding="utf-8").split() == path.read_text(encoding="utf-8").split()
