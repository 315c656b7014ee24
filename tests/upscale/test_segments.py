"""The finished part of a take: what is whole counts, what is not is made again, and the joined stream has no seam."""

import json
import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from moviefactory.errors import MediaError
from moviefactory.media.ffmpeg import run_ffmpeg
from moviefactory.media.frames import FrameWriter, read_frames
from moviefactory.upscale.segments import Segment, Segments, join, recorded_segments

RATES = [Fraction(24), Fraction(24000, 1001), Fraction(30000, 1001), Fraction(25), Fraction(8), Fraction(1199, 50)]


def encoded(path: Path, levels: range, rate: Fraction = Fraction(24), size_px: tuple[int, int] = (64, 32)) -> Path:
    """A closed clip with B-frames of grey frames: 4 levels brighter from one to the next."""
    with FrameWriter(path, size_px, rate, crf=10) as clip:
        for level in levels:
            clip.write(np.full((size_px[1], size_px[0], 3), 4 * level, np.uint8))
    return path


def filled(folder: Path, lengths: tuple[int, ...] = (5, 5, 3), rate: Fraction = Fraction(24)) -> Segments:
    segments = Segments(folder, "this", rate)
    for frames in lengths:
        first = segments.frames
        segments.add(encoded(segments.next_path(), range(first, first + frames), rate), frames)
    return segments


def timestamps(path: Path) -> list[Fraction]:
    """Of all packets in the order in which they are shown, in seconds."""
    listing = path.with_suffix(".crc")
    run_ffmpeg(["-i", str(path), "-c", "copy", "-f", "framecrc", str(listing)], what="reading timestamps")
    text = listing.read_text()
    clock = Fraction(re.search(r"#tb 0: (\S+)", text)[1])  # type: ignore[index]
    return sorted(int(line.split(",")[2]) * clock for line in text.splitlines() if not line.startswith("#"))


def test_what_was_added_is_taken_up(tmp_path: Path) -> None:
    made = filled(tmp_path)
    again = Segments(tmp_path, "this", Fraction(24))
    assert again.frames == 13
    assert again.files == made.files == recorded_segments(tmp_path)


def test_what_was_made_of_something_else_is_removed(tmp_path: Path) -> None:
    filled(tmp_path)
    again = Segments(tmp_path, "that", Fraction(24))
    assert again.frames == 0
    assert not list((tmp_path / "segments").iterdir())


def test_only_what_comes_before_a_damaged_segment_counts(tmp_path: Path) -> None:
    filled(tmp_path)
    cut = tmp_path / "segments" / "000001.mp4"
    cut.write_bytes(cut.read_bytes()[:-100])
    assert sum(one.frames for one in recorded_segments(tmp_path)) == 5
    again = Segments(tmp_path, "this", Fraction(24))
    assert again.frames == 5
    assert sorted(path.name for path in again.folder.iterdir()) == ["000000.mp4", "journal.json"]
    again.add(encoded(again.next_path(), range(5, 9)), 4)
    assert Segments(tmp_path, "this", Fraction(24)).frames == 9


def test_a_segment_that_was_never_recorded_does_not_count(tmp_path: Path) -> None:
    segments = filled(tmp_path, (5,))
    encoded(segments.next_path(), range(5, 8))
    encoded(segments.folder / "000001.mp4", range(5, 8))
    assert Segments(tmp_path, "this", Fraction(24)).frames == 5
    assert sorted(path.name for path in segments.folder.iterdir()) == ["000000.mp4", "journal.json"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"made_of": "this"}', '{"made_of": 3, "frame_rate": "0/0"}', "null"])
def test_a_broken_journal_is_as_good_as_none(tmp_path: Path, text: str) -> None:
    filled(tmp_path, (3,))
    (tmp_path / "segments" / "journal.json").write_text(text)
    assert recorded_segments(tmp_path) == []
    assert Segments(tmp_path, "this", Fraction(24)).frames == 0


def test_a_finished_take_keeps_its_segments_only(tmp_path: Path) -> None:
    segments = filled(tmp_path, (3,))
    (tmp_path / "features").mkdir()
    (tmp_path / "features" / "0.npy").write_bytes(b"much")
    (tmp_path / "state").write_bytes(b"more")
    segments.keep_only_these()
    assert [path.name for path in tmp_path.iterdir()] == ["segments"]
    assert Segments(tmp_path, "this", Fraction(24)).frames == 3


@pytest.mark.parametrize("ending", [".mp4", ".mov", ".mkv"])
@pytest.mark.parametrize("rate", RATES, ids=str)
def test_joined_frames_begin_at_exactly_their_moments(tmp_path: Path, rate: Fraction, ending: str) -> None:
    segments = filled(tmp_path / "take", (5, 4, 5, 1), rate)
    output = tmp_path / f"joined{ending}"
    join(segments.files, output)
    clock = Fraction(1, 1000) if ending == ".mkv" else Fraction(0)  # Matroska counts milliseconds
    moments = timestamps(output)
    assert len(moments) == 15
    assert all(abs(moment - n / rate) <= clock / 2 for n, moment in enumerate(moments))
    levels = [float(frame.mean()) for frame in read_frames(output)]
    assert np.abs(np.array(levels) - 4 * np.arange(15)).max() < 2


def test_no_error_adds_up_over_many_segments(tmp_path: Path) -> None:
    one = encoded(tmp_path / "one.mp4", range(7), Fraction(30000, 1001))
    join([Segment(one, 7, Fraction(30000, 1001))] * 150, tmp_path / "long.mp4")
    assert timestamps(tmp_path / "long.mp4")[-1] == 1049 * Fraction(1001, 30000)


def test_names_that_a_shell_or_ffmpeg_might_misread(tmp_path: Path) -> None:
    segments = filled(tmp_path / "it's a 100% [odd] 'näme' # \\ 1", (2, 2))
    output = tmp_path / "ou't put" / "a b.mp4"
    join(segments.files, output)
    assert len(list(read_frames(output))) == 4
    assert [path.name for path in output.parent.iterdir()] == ["a b.mp4"]


def test_a_join_that_lost_frames_is_told(tmp_path: Path) -> None:
    files = filled(tmp_path, (4, 4)).files
    with pytest.raises(MediaError, match=r"out\.mp4: 9 frames were joined and 8 are in it"):
        join([files[0], Segment(files[1].path, 5, Fraction(24))], tmp_path / "out.mp4")


def test_a_journal_names_what_a_person_can_check(tmp_path: Path) -> None:
    filled(tmp_path, (4, 2), Fraction(24000, 1001))
    journal = json.loads((tmp_path / "segments" / "journal.json").read_text())
    assert (journal["made_of"], journal["frame_rate"]) == ("this", "24000/1001")
    assert [frames for frames, _ in journal["segments"]] == [4, 2]
