"""What a catalogue row becomes, which sounds may be used, and how a broken catalogue is named."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from small_library import COLUMNS, row, write_library
from sound_files import tone

from moviefactory.audio.catalogue import add_folder, reindex
from moviefactory.audio.library import licence_allowed, load_library
from moviefactory.errors import PlanError
from moviefactory.settings import AudioSettings

LICENCES = AudioSettings().licences


def test_a_row_becomes_an_entry_whose_text_names_category_name_caption_and_tags(tmp_path: Path) -> None:
    entry = load_library([str(write_library(tmp_path / "lib"))], LICENCES).entries[0]
    assert entry.document == "vehicles: engine rev. A car engine revs up hard twice. motor race accelerate"
    assert entry.path == tmp_path / "lib/effects/rev.ogg"
    assert (entry.seconds, entry.onset_s, entry.level_lufs, entry.loop) == (4.0, 0.25, -18.5, False)
    assert (entry.author, entry.source) == ("A. Recordist", "https://example.org/1")


def test_sounds_without_an_allowed_licence_are_counted_and_never_offered(tmp_path: Path) -> None:
    rows = [
        row("a.ogg", "", "Free", "free", "", "effect"),
        row("b.ogg", "", "Paid", "paid", "", "effect", licence="CC-BY-NC-4.0"),
        row("c.ogg", "", "Paid Too", "paid", "", "effect", licence="CC-BY-NC-4.0"),
        row("d.ogg", "", "Unknown", "unknown", "", "effect", licence=" "),
    ]
    library = load_library([str(write_library(tmp_path, rows))], LICENCES)
    assert [entry.name for entry in library.entries] == ["Free"]
    assert {entry.name for entry in library.refused} == {"Paid", "Paid Too", "Unknown"}
    assert library.notes == (
        "1 sound not used: no licence is stated",
        "2 sounds not used: the licence 'CC-BY-NC-4.0' is not in audio.licences",
    )


@pytest.mark.parametrize(
    ("licence", "allowed", "expected"),
    [
        ("CC0-1.0", ["CC0-1.0"], True),
        ("cc0-1.0", ["CC0-1.0"], True),
        ("CC-BY-3.0", ["CC-BY"], True),
        ("CC-BY-NC-4.0", ["CC-BY"], False),
        ("CC-BY-SA-4.0", ["CC-BY", "CC-BY-4.0"], False),
        ("CC-BY-3.0", ["CC-BY-4.0"], False),
        ("", [""], False),
        ("MIT", [], False),
    ],
)
def test_a_licence_is_allowed_by_its_name_or_by_its_name_without_a_version(
    licence: str, allowed: list[str], expected: bool
) -> None:
    assert licence_allowed(licence, allowed) is expected


def test_music_is_kept_apart_from_the_sounds(tmp_path: Path) -> None:
    rows = [row("a.ogg", "", "Song", "a song", "", "music"), row("b.ogg", "", "Hit", "a hit", "", "effect")]
    library = load_library([str(write_library(tmp_path, rows)), "immich-memories-music"], LICENCES)
    assert [entry.name for entry in library.entries] == ["Hit"]
    assert [entry.name for entry in library.music] == ["Song"]


def test_the_index_hash_follows_the_texts_and_not_the_place(tmp_path: Path) -> None:
    here = load_library([str(write_library(tmp_path / "here"))], LICENCES)
    there = load_library([str(write_library(tmp_path / "there"))], LICENCES)
    changed = [row("a.ogg", "", "Hit", "another caption", "", "effect")]
    other = load_library([str(write_library(tmp_path / "other", changed))], LICENCES)
    assert here.index_hash == there.index_hash
    assert len({here.index_hash, other.index_hash, load_library([], LICENCES).index_hash}) == 3


def test_what_may_not_be_used_is_no_part_of_the_index_hash(tmp_path: Path) -> None:
    free = row("a.ogg", "", "Free", "free", "", "effect")
    paid = row("b.ogg", "", "Paid", "paid", "", "effect", licence="all rights reserved")
    first = load_library([str(write_library(tmp_path / "1", [free]))], LICENCES)
    second = load_library([str(write_library(tmp_path / "2", [free, paid]))], LICENCES)
    assert first.index_hash == second.index_hash


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("seconds", "long", "seconds 'long' is not a number"),
        ("level_lufs", "nan", "level_lufs 'nan' is not a finite number"),
        ("kind", "sfx", "kind 'sfx' is none of ambience, effect, music"),
        ("loop", "maybe", "loop 'maybe' is neither true nor false"),
        ("file", "../outside.ogg", "does not name a file inside"),
        ("file", "/etc/hostname", "does not name a file inside"),
        ("file", "", "does not name a file inside"),
    ],
)
def test_a_broken_row_is_named_by_file_and_line(tmp_path: Path, column: str, value: str, says: str) -> None:
    rows = [row("a.ogg", "", "Hit", "a hit", "", "effect"), row("b.ogg", "", "Hat", "a hat", "", "effect")]
    folder = write_library(tmp_path / "lib", rows)
    lines = [
        ",".join(COLUMNS),
        *(",".join({**one}[key] for key in COLUMNS) for one in (rows[0], {**rows[1], column: value})),
    ]
    (folder / "catalogue.csv").write_text("\n".join(lines) + "\n")
    with pytest.raises(PlanError, match="line 3") as caught:
        load_library([str(folder)], LICENCES)
    assert says in str(caught.value)
    assert "catalogue.csv" in str(caught.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"file,name,caption,kind\na,b,c,effect\n", "line 1: the column 'licence' is missing"),
        (b"", "line 1: the column 'file' is missing"),
        (b"file,name,caption,kind,licence\na.ogg,A,one, two,effect,MIT\n", "line 2: it has not as many fields"),
        (b"file,name,caption,kind,licence\na.ogg,A,one\n", "line 2: it has not as many fields"),
        (b"file,name,caption,kind,licence\na.ogg,\xff\xfe,one,effect,MIT\n", "not a UTF-8 CSV file"),
        (b"file,name,caption,kind,licence\na.ogg,A," + b"x" * 200_000 + b",effect,MIT\n", "not a UTF-8 CSV file"),
    ],
)
def test_a_catalogue_that_is_none_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "catalogue.csv").write_bytes(content)
    with pytest.raises(PlanError) as caught:
        load_library([str(tmp_path)], LICENCES)
    assert says in str(caught.value)


def test_a_missing_file_is_reported_and_left_out(tmp_path: Path) -> None:
    folder = write_library(tmp_path)
    (folder / "effects/skid.ogg").unlink()
    library = load_library([str(folder)], LICENCES)
    assert "Tire Skid" not in {entry.name for entry in library.entries}
    assert any("skid.ogg" in note for note in library.notes)


def test_a_catalogue_may_have_only_the_five_columns_that_matter(tmp_path: Path) -> None:
    (tmp_path / "catalogue.csv").write_text("licence,kind,caption,name,file\nown,effect,a door closes,Door,d.wav\n")
    (tmp_path / "d.wav").write_bytes(b"")
    (entry,) = load_library([str(tmp_path)], LICENCES).entries
    assert (entry.name, entry.seconds, entry.measured, entry.loop) == ("Door", 0.0, False, False)


def test_a_folder_without_a_catalogue_is_captioned_by_its_names(tmp_path: Path) -> None:
    for number, name in enumerate((
        "Cars/old_beetle-startUp_02.wav", "VEHCar_Engine Rev_TN_01.flac", "forest ambience loop.ogg", "Music/theme.wav",
        ".hidden/secret.wav",
    )):  # fmt: skip
        tone(tmp_path / name, pitch_hz=200 + number)
    (tmp_path / "notes.txt").write_text("x")
    library = load_library([str(tmp_path)], LICENCES)
    by_file = {entry.path.name: entry for entry in library.entries}
    assert set(by_file) == {"old_beetle-startUp_02.wav", "VEHCar_Engine Rev_TN_01.flac", "forest ambience loop.ogg"}
    assert "old beetle start" in by_file["old_beetle-startUp_02.wav"].document.lower()
    assert "cars" in by_file["old_beetle-startUp_02.wav"].document.lower()
    assert by_file["VEHCar_Engine Rev_TN_01.flac"].catid == "VEHCar"
    forest = by_file["forest ambience loop.ogg"]
    assert (forest.kind, forest.loop, forest.measured) == ("ambience", True, False)
    assert {entry.licence for entry in library.entries} == {"own"}
    assert [entry.path.name for entry in library.music] == ["theme.wav"]


def test_another_version_of_a_sound_changes_the_index_hash(tmp_path: Path) -> None:
    before = load_library([str(tone(tmp_path / "lib/a.wav").parent)], LICENCES).index_hash
    tone(tmp_path / "lib/a.wav", 0.2)
    assert load_library([str(tmp_path / "lib")], LICENCES).index_hash != before
    write_library(tmp_path / "listed", [row("a.ogg", "", "A", "a", "", "effect", seconds="")])
    before = load_library([str(tmp_path / "listed")], LICENCES).index_hash
    (tmp_path / "listed/a.ogg").write_bytes(b"x")
    assert load_library([str(tmp_path / "listed")], LICENCES).index_hash != before


def test_the_order_of_the_libraries_is_part_of_the_index_hash(tmp_path: Path) -> None:
    one, two = (str(tone(tmp_path / f"{name}/{name}.wav", pitch_hz=hz).parent) for name, hz in (("a", 300), ("b", 400)))
    first, second = load_library([one, two], LICENCES), load_library([two, one], LICENCES)
    assert [entry.name for entry in first.entries] == ["a", "b"]
    assert [entry.name for entry in second.entries] == ["b", "a"]
    assert first.index_hash != second.index_hash


def test_a_file_that_cannot_be_used_is_noted(tmp_path: Path) -> None:
    tone(tmp_path / "a.wav")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/b.wav").write_bytes(b"x")
    library = load_library([str(tmp_path)], LICENCES)
    assert [entry.path.name for entry in library.entries] == ["a.wav"]
    assert "sub/b.wav: it is broken" in library.notes[0]


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    library = load_library([str(tmp_path)], LICENCES)
    assert len(library.entries) == 0
    assert str(tmp_path) in library.notes[0]


def test_a_folder_that_is_named_and_added_is_used_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIEFACTORY_HOME", str(tmp_path / "home"))
    folder = tone(tmp_path / "lib/a.wav").parent
    add_folder(folder)
    library = load_library(["added", str(folder)], LICENCES)
    assert [(entry.name, entry.licence) for entry in library.entries] == [("a", "own")]
    assert (library.folders, library.notes) == ((folder,), ())


def test_a_named_folder_is_no_part_of_what_was_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIEFACTORY_HOME", str(tmp_path / "home"))
    tone(tmp_path / "lib/a.wav")
    tone(tmp_path / "mine/copy of a.wav")
    add_folder(tmp_path / "mine", "CC0")
    assert len(load_library([str(tmp_path / "lib")], LICENCES).entries) == 1, "a copy elsewhere hides nothing"
    assert [entry.path.name for entry in load_library(["added"], LICENCES).entries] == ["copy of a.wav"]
    shutil.rmtree(tmp_path / "lib")
    assert [one.folder for one in reindex()] == [tmp_path / "mine"]


def test_a_library_is_looked_for_in_the_movies_folder_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_library(tmp_path / "sounds")
    write_library(tmp_path / "movie/sounds", [row("a.ogg", "", "Mine", "mine", "", "effect")])
    assert [entry.name for entry in load_library(["sounds"], LICENCES, tmp_path / "movie").entries] == ["Mine"]
    assert len(load_library(["sounds"], LICENCES, tmp_path / "other").entries) > 1
    assert load_library([], LICENCES, tmp_path / "movie").entries == ()


def test_a_library_named_twice_is_read_once(tmp_path: Path) -> None:
    folder = write_library(tmp_path / "lib")
    link = tmp_path / "link"
    os.symlink(folder, link)
    once, twice = load_library([str(folder)], LICENCES), load_library([str(folder), str(link)], LICENCES)
    assert len(once.entries) == len(twice.entries)


def test_an_unknown_library_is_a_plan_error_that_lists_the_known_ones() -> None:
    with pytest.raises(PlanError, match="starter, immich-memories-music"):
        load_library(["no-such-library"], LICENCES)
