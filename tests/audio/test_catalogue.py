"""The catalogue of a person's sounds: what indexing finds, keeps, passes over and forgets, and what it survives."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sound_files import tone

from moviefactory.audio import catalogue as catalogue_room
from moviefactory.audio.catalogue import (
    add_folder,
    add_package,
    counted_licences,
    forget_folder,
    reindex,
    remember_measurement,
)
from moviefactory.audio.catalogue_file import SCHEMA, catalogue_path, existing_catalogue
from moviefactory.audio.indexing import Indexed
from moviefactory.audio.library import Library, load_library
from moviefactory.audio.measure import Measured
from moviefactory.audio.packages import Package
from moviefactory.audio.scan import Heard
from moviefactory.audio.sound_facts import SoundFacts
from moviefactory.errors import PlanError, StorageError

LICENCES = ("CC0", "CC-BY", "own")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MOVIEFACTORY_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three sounds."""
    for number, name in enumerate(("doors/old door creak.wav", "rain ambience.wav", "dog bark.flac")):
        tone(tmp_path / "sounds" / name, pitch_hz=200 + 50 * number)
    return tmp_path / "sounds"


def added() -> Library:
    return load_library(["added"], LICENCES)


def names(library: Library) -> list[str]:
    return [entry.path.name for entry in library.entries]


def numbers(indexed: Indexed) -> tuple[int, int, int, int]:
    return indexed.added, indexed.changed, indexed.unchanged, indexed.removed


def check_tallies() -> None:
    """What the triggers keep agrees with the rows."""
    with closing(sqlite3.connect(catalogue_path())) as connection:
        rows = connection.execute(
            "SELECT root, licence, kind = 'music', mark_a, mark_b FROM sounds "
            "WHERE duplicate_of IS NULL AND problem = ''"
        ).fetchall()
        kept = connection.execute("SELECT * FROM tallies WHERE sounds > 0").fetchall()
        copies = connection.execute(
            "SELECT COUNT(*) FROM sounds s WHERE duplicate_of IS NOT NULL AND NOT EXISTS (SELECT 1 FROM sounds f "
            "WHERE f.id = s.duplicate_of AND f.content = s.content AND f.duplicate_of IS NULL AND f.problem = '')"
        ).fetchone()
    counted: dict[tuple[int, str, int], list[int]] = {}
    for root, licence, music, a, b in rows:
        sums = counted.setdefault((root, licence, music), [0, 0, 0])
        sums[:] = [sums[0] + 1, (sums[1] + a) % 2**62, (sums[2] + b) % 2**62]
    assert {tuple(row[:3]): list(row[3:]) for row in kept} == counted
    assert copies == (0,)


def test_a_folder_is_added_once_and_serves_every_movie(folder: Path) -> None:
    indexed = add_folder(folder, "CC0")
    assert numbers(indexed) == (3, 0, 0, 0)
    assert indexed.licences == {"CC0-1.0": 3}
    library = added()
    assert names(library) == ["dog bark.flac", "rain ambience.wav", "old door creak.wav"]
    rain = library.entries[1]
    assert (rain.kind, rain.licence, rain.measured) == ("ambience", "CC0-1.0", False)
    assert (rain.seconds, len(rain.content)) == (pytest.approx(0.1), 64)
    assert counted_licences() == (("CC0-1.0", 3),)
    check_tallies()


def test_nothing_is_opened_that_has_not_changed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_folder(folder)
    monkeypatch.setattr("moviefactory.audio.indexing.examine", lambda path: pytest.fail(f"{path} was read"))
    assert [numbers(one) for one in reindex()] == [(0, 0, 3, 0)]


def test_changed_new_and_deleted_files_are_told_apart(folder: Path) -> None:
    add_folder(folder, "CC0")
    before = added().index_hash
    tone(folder / "dog bark.flac", 0.3)
    tone(folder / "new/cat.wav", pitch_hz=900)
    (folder / "rain ambience.wav").unlink()
    assert [numbers(one) for one in reindex()] == [(1, 1, 1, 1)]
    assert names(added()) == ["dog bark.flac", "old door creak.wav", "cat.wav"]
    assert added().index_hash != before
    shutil.rmtree(folder / "new")
    assert [numbers(one) for one in reindex()] == [(0, 0, 2, 1)]
    check_tallies()


def test_the_index_hash_comes_back_with_the_files(folder: Path) -> None:
    add_folder(folder, "CC0")
    before = added().index_hash
    other = tone(folder / "zebra.wav", pitch_hz=700)
    reindex()
    assert added().index_hash != before
    other.unlink()
    reindex()
    assert added().index_hash == before


def test_a_copy_of_a_folder_has_the_same_index_hash_and_order(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "copy")
    one, two = (load_library([str(path)], LICENCES) for path in (folder, tmp_path / "copy"))
    assert one.index_hash == two.index_hash
    assert names(one) == names(two)


def test_a_text_beside_a_sound_counts_the_next_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_folder(folder, "CC0")
    (folder / "dog bark.txt").write_text("A large dog barks three times in a yard.")
    monkeypatch.setattr("moviefactory.audio.indexing.examine", lambda path: pytest.fail(f"{path} was decoded"))
    assert [numbers(one) for one in reindex()] == [(0, 1, 2, 0)]
    assert added().entries[0].caption == "A large dog barks three times in a yard."
    check_tallies()


def test_a_stated_licence_is_one_line_that_is_safe_to_print(folder: Path) -> None:
    assert add_folder(folder, "Studio\x1b[31m\n7").licences == {"Studio [31m 7": 3}


def test_a_licence_in_the_file_wins_over_the_stated_one(folder: Path) -> None:
    (folder / "doors/LICENSE.txt").write_text("This work is licensed under CC BY-NC 4.0.")
    add_folder(folder, "CC0")
    library = added()
    assert names(library) == ["dog bark.flac", "rain ambience.wav"]
    assert [entry.licence for entry in library.refused] == ["CC-BY-NC-4.0"]
    assert library.notes == ("1 sound not used: the licence 'CC-BY-NC-4.0' is not in audio.licences",)


def test_an_unknown_licence_is_refused_until_one_is_stated(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert add_folder(folder).licences == {"": 3}
    assert names(added()) == []
    assert added().notes == ("3 sounds not used: no licence is stated",)
    monkeypatch.setattr("moviefactory.audio.indexing.examine", lambda path: pytest.fail(f"{path} was read"))
    assert add_folder(folder, "https://creativecommons.org/licenses/by/4.0/").licences == {"CC-BY-4.0": 3}
    assert len(added().entries) == 3
    assert add_folder(folder).licences == {"CC-BY-4.0": 3}, "saying nothing takes nothing back"
    check_tallies()


def test_what_cannot_be_used_is_named_every_time_and_read_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "broken.wav").write_bytes(b"x" * 100)
    tone(folder / "surround.wav", channels=8)
    indexed = add_folder(folder, "CC0")
    assert numbers(indexed) == (3, 0, 0, 0)
    assert [path.name for path, _ in indexed.skipped] == ["broken.wav", "surround.wav"]
    monkeypatch.setattr("moviefactory.audio.indexing.examine", lambda path: pytest.fail(f"{path} was read"))
    (again,) = reindex()
    assert again.skipped == indexed.skipped
    assert len(added().entries) == 3


def test_a_mended_file_is_offered_and_a_broken_one_no_more(folder: Path) -> None:
    (folder / "broken.wav").write_bytes(b"x" * 100)
    add_folder(folder, "CC0")
    tone(folder / "broken.wav", pitch_hz=1000)
    (folder / "rain ambience.wav").write_bytes(b"y" * 100)
    (again,) = reindex()
    assert [path.name for path, _ in again.skipped] == ["rain ambience.wav"]
    assert names(added()) == ["broken.wav", "dog bark.flac", "old door creak.wav"]
    check_tallies()


def test_the_first_of_equal_sounds_is_offered_and_the_next_takes_its_place(folder: Path, tmp_path: Path) -> None:
    add_folder(folder, "CC0")
    (tmp_path / "more").mkdir()
    for name in ("bark again.flac", "and again.flac"):
        shutil.copy(folder / "dog bark.flac", tmp_path / "more" / name)
    assert add_folder(tmp_path / "more", "CC0").duplicates == 2
    assert len(added().entries) == 3
    (folder / "dog bark.flac").unlink()
    reindex()
    assert names(added())[-1] == "and again.flac"
    assert add_folder(tmp_path / "more").duplicates == 1
    check_tallies()
    assert forget_folder(tmp_path / "more") == 2
    assert names(added()) == ["rain ambience.wav", "old door creak.wav"]
    check_tallies()


def test_when_the_first_folder_is_forgotten_its_copies_are_offered(folder: Path, tmp_path: Path) -> None:
    add_folder(folder, "CC0")
    shutil.copytree(folder, tmp_path / "copy")
    assert add_folder(tmp_path / "copy", "CC0").duplicates == 3
    forget_folder(folder)
    assert len(added().entries) == 3
    check_tallies()


def test_a_copy_that_breaks_is_no_copy_any_more(folder: Path) -> None:
    shutil.copy(folder / "dog bark.flac", folder / "e copy.flac")
    assert add_folder(folder, "CC0").duplicates == 1
    (folder / "e copy.flac").write_bytes(b"x" * 100)
    assert reindex()[0].duplicates == 0


def test_a_file_that_could_not_be_read_is_read_the_next_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as locked:
        refused = Heard(problem="cannot be read: Permission denied", again=True)
        locked.setattr("moviefactory.audio.indexing.examine", lambda path: refused)
        assert numbers(add_folder(folder, "CC0")) == (0, 0, 0, 0)
    assert [numbers(one) for one in reindex()] == [(3, 0, 0, 0)]


def test_the_same_sound_under_a_licence_that_is_refused_hides_no_free_one(folder: Path, tmp_path: Path) -> None:
    add_folder(folder)
    shutil.copytree(folder, tmp_path / "free")
    add_folder(tmp_path / "free", "CC0")
    assert len(added().entries) == 3
    add_folder(folder, "CC0")  # now all are equal
    assert len(added().entries) == 3
    assert {entry.path.is_relative_to(folder) for entry in added().entries} == {True}
    check_tallies()


def test_a_folder_inside_an_added_one_has_its_own_statement(folder: Path) -> None:
    tone(folder / "doors 2/b.wav", pitch_hz=1234)
    tone(folder / "doors/iron/c.wav", pitch_hz=1500)
    add_folder(folder)
    assert add_folder(folder / "doors", "CC0").licences == {"CC0-1.0": 2}
    assert names(added()) == ["old door creak.wav", "c.wav"]
    assert [numbers(one) for one in reindex()] == [(0, 0, 3, 0), (0, 0, 2, 0)]
    forget_folder(folder / "doors")
    assert [numbers(one) for one in reindex()] == [(2, 0, 3, 0)]
    check_tallies()


def test_a_folder_inside_an_added_one_inherits_its_licence(folder: Path) -> None:
    add_folder(folder, "CC0")
    assert add_folder(folder / "doors").licences == {"CC0-1.0": 1}


def test_a_drive_that_is_not_there_is_named_and_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_folder(folder, "CC0")
    folder.rename(folder.with_name("away"))
    (missing,) = reindex()
    assert missing.skipped[0][0] == folder
    assert added().notes == (f"the sounds that were added from {folder} are not there now",)
    folder.mkdir()  # an empty mount point is no better
    assert reindex() == (missing,)
    folder.rmdir()
    folder.with_name("away").rename(folder)
    monkeypatch.setattr("moviefactory.audio.indexing.examine", lambda path: pytest.fail(f"{path} was read"))
    assert [numbers(one) for one in reindex()] == [(0, 0, 3, 0)]


def test_forgetting_what_was_never_added_lists_what_was(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="added are: none so far"):
        forget_folder(folder)
    add_folder(folder)
    with pytest.raises(PlanError, match=f"added are: {folder}"):
        forget_folder(tmp_path)


def test_a_file_is_no_folder_of_sounds(folder: Path) -> None:
    with pytest.raises(PlanError, match="not a folder"):
        add_folder(folder / "dog bark.flac")


def test_a_measurement_is_remembered_for_every_copy_until_the_sound_changes(folder: Path) -> None:
    add_folder(folder, "CC0")
    bark = added().entries[0]
    remember_measurement(bark.content, Measured(1.5, 0.25, -17.0, (0.25, 0.75)))
    remember_measurement("", Measured(1.0, 0.0, 0.0))
    measured = added().entries[0]
    assert (measured.measured, measured.seconds, measured.onset_s, measured.level_lufs) == (True, 1.5, 0.25, -17.0)
    assert measured.onsets_s == (0.25, 0.75)
    (folder / "dog bark.flac").rename(folder / "a renamed bark.flac")
    reindex()
    assert added().entries[0].measured
    tone(folder / "a renamed bark.flac", 0.4)
    reindex()
    assert not added().entries[0].measured


def test_a_measurement_of_an_event_is_none_of_a_bed(folder: Path) -> None:
    add_folder(folder, "CC0")
    remember_measurement(added().entries[0].content, Measured(1.5, 0.25, -17.0, (0.25,)))
    (folder / "dog bark.flac").rename(folder / "dogs ambience.flac")
    reindex()
    assert (added().entries[0].kind, added().entries[0].measured) == ("ambience", False)


def test_measuring_changes_no_index_hash(folder: Path) -> None:
    add_folder(folder, "CC0")
    before = added().index_hash
    remember_measurement(added().entries[0].content, Measured(1.5, 0.25, -17.0))
    assert added().index_hash == before


def test_texts_of_a_file_are_one_line_each_and_not_endless(folder: Path) -> None:
    (folder / "dog bark.txt").write_text("A dog\x1b[31m barks.\n" + "on and on " * 5000)
    add_folder(folder, "CC0")
    caption = added().entries[0].caption
    assert "\x1b" not in caption and "\n" not in caption
    assert len(caption) <= 2000


def test_a_folder_named_as_python_does_is_found(tmp_path: Path) -> None:
    odd = tmp_path / "100% 'sön\"gs' [1] ?_*"
    tone(odd / "Tür; DROP TABLE sounds.wav")
    tone(odd / "s%_ub/日本.wav", pitch_hz=300)
    assert add_folder(odd, "CC0").added == 2
    assert names(added()) == ["Tür; DROP TABLE sounds.wav", "日本.wav"]
    assert all(entry.path.is_file() for entry in added().entries)


@dataclass
class FakePackage:
    folder: Path
    sounds: dict[Path, SoundFacts] = field(default_factory=dict)

    def find(self, name: str) -> Package:
        if not self.folder.is_dir():
            raise PlanError(f"the package {name} is not installed; apt install {name}")
        return Package(name, self.folder, self.sounds)


def test_a_package_is_indexed_where_it_lies_by_what_is_known_of_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bark = folder / "dog bark.flac"
    facts = SoundFacts("Bark", "A dog barks.", licence="CC0-1.0", author="Farm", source="https://example.org")
    package = FakePackage(folder, {bark: facts})
    monkeypatch.setattr(catalogue_room, "find_package", package.find)
    assert numbers(add_package("farm")) == (1, 0, 0, 0)
    (entry,) = added().entries
    assert (entry.path, entry.caption, entry.author, entry.licence) == (bark, "A dog barks.", "Farm", "CC0-1.0")
    package.sounds[folder / "doors/old door creak.wav"] = SoundFacts("Door", licence="GPL-2.0")
    package.sounds[bark] = SoundFacts("Bark", "Two dogs bark.", licence="CC0-1.0")
    assert [numbers(one) for one in reindex()] == [(1, 1, 0, 0)]
    assert [entry.caption for entry in added().entries] == ["Two dogs bark."]
    folder.rename(folder.with_name("gone"))
    assert "not there" in reindex()[0].skipped[0][1]
    folder.with_name("gone").rename(folder)
    assert forget_folder(Path("farm")) == 2
    check_tallies()


def test_progress_reaches_its_total(folder: Path) -> None:
    told: list[tuple[int, int]] = []
    add_folder(folder, "", lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def many(folder: Path, count: int) -> None:
    """Small sounds, each of its own content."""
    sound = tone(folder / "0000.wav", 0.02).read_bytes()
    for number in range(count):
        (folder / f"{number:04d}.wav").write_bytes(sound[:-4] + number.to_bytes(4, "little"))


def test_a_killed_run_keeps_its_batches_and_the_next_goes_on(tmp_path: Path) -> None:
    many(tmp_path / "many", 260)
    code = f"""
import os, signal
from pathlib import Path
from moviefactory.audio.catalogue import add_folder
def killed(done, total):
    if done == 230:
        os.kill(os.getpid(), signal.SIGKILL)
add_folder(Path({str(tmp_path / "many")!r}), "CC0", killed)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -9
    check_tallies()
    assert len(added().entries) == 200
    assert [numbers(one) for one in reindex()] == [(60, 0, 200, 0)]
    assert len(added().entries) == 260
    check_tallies()


def test_two_processes_index_and_read_at_once(tmp_path: Path) -> None:
    many(tmp_path / "many", 60)
    add_folder(tmp_path / "many", "CC0")
    other = tmp_path / "other"
    shutil.copytree(tmp_path / "many", other)
    code = f"""
from pathlib import Path
from moviefactory.audio.catalogue import add_folder, forget_folder
print("ready", flush=True)
for _ in range(2):
    add_folder(Path({str(other)!r}), "CC0")
    forget_folder(Path({str(other)!r}))
add_folder(Path({str(other)!r}), "CC0")
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as running:
        assert running.stdout and running.stdout.readline() == b"ready\n"
        while running.poll() is None:
            forget_folder(tmp_path / "many")
            add_folder(tmp_path / "many", "CC0")
            assert len(added().entries) == 60, "of each sound one, at every moment"
    assert running.returncode == 0
    assert len(added().entries) == 60
    check_tallies()


def test_rows_that_another_command_took_away_are_an_error_in_words(folder: Path) -> None:
    add_folder(folder, "CC0")
    library = added()
    forget_folder(folder)
    with pytest.raises(StorageError, match="run the same command again"):
        list(library.entries)


def test_a_long_library_is_a_sequence_like_any_other(tmp_path: Path) -> None:
    many(tmp_path / "many", 100)
    add_folder(tmp_path / "many", "CC0")
    entries = load_library(["added", "starter"], LICENCES).entries
    listed = list(entries)
    assert [entry.path.name for entry in listed[:100]] == [f"{number:04d}.wav" for number in range(100)]
    assert len(entries) == len(listed) > 100
    for place in (0, 15, 16, 99, 100, -1, -len(listed)):
        assert entries[place] == listed[place]
    assert list(entries[10:105:7]) == listed[10:105:7]
    for place in (len(listed), -len(listed) - 1):
        with pytest.raises(IndexError):
            entries[place]


def test_a_file_is_found_by_its_path_even_where_a_copy_is_offered(folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / "dog bark.flac", folder / "e copy.flac")
    tone(folder / "sad music.wav", pitch_hz=999)
    add_folder(folder, "CC0")
    library = added()
    for name in ("dog bark.flac", "e copy.flac", "doors/old door creak.wav", "sad music.wav"):
        found = library.find(folder / name)
        assert found is not None and found.path == folder / name
    assert library.find(tmp_path / "other.wav") is None
    assert load_library(["added"], ["MIT"]).find(folder / "dog bark.flac") is None


def test_without_a_catalogue_nothing_is_added_and_none_is_made(home: Path) -> None:
    assert (len(added().entries), reindex(), counted_licences()) == (0, (), ())
    remember_measurement("0" * 64, Measured(1.0, 0.0, -20.0))
    assert not home.exists()


def test_a_catalogue_that_is_none_is_an_error_that_says_what_to_do(folder: Path) -> None:
    add_folder(folder)
    for left in catalogue_path().parent.iterdir():
        left.unlink()
    catalogue_path().write_bytes(b"no database at all, " * 500)
    with pytest.raises(StorageError, match=r"catalogue.sqlite: the sound catalogue is broken .* delete this file"):
        added()
    with pytest.raises(StorageError, match="delete this file"):
        add_folder(folder)


def test_a_catalogue_of_a_newer_version_is_left_alone(folder: Path) -> None:
    add_folder(folder)
    with closing(sqlite3.connect(catalogue_path())) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    before = hashlib.sha256(catalogue_path().read_bytes()).digest()
    for use in (added, reindex, lambda: add_folder(folder)):
        with pytest.raises(StorageError, match="newer moviefactory; update"):
            use()
    assert hashlib.sha256(catalogue_path().read_bytes()).digest() == before


def test_a_home_that_cannot_be_written_is_an_error_for_adding_only(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("MOVIEFACTORY_HOME", str(tmp_path / "file"))
    with pytest.raises(StorageError, match="cannot be written"):
        add_folder(folder)
    assert len(load_library([str(folder), "added"], LICENCES).entries) == 3


def test_a_catalogue_on_a_disk_that_is_write_protected_can_still_be_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_folder(folder, "CC0")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert len(list(added().entries)) == 3
    with pytest.raises(StorageError, match="cannot be written"):
        add_folder(folder)
    remember_measurement(added().entries[0].content, Measured(1.5, 0.25, -17.0))
    assert not added().entries[0].measured


def test_an_empty_file_in_place_of_the_catalogue_becomes_one(folder: Path) -> None:
    catalogue_path().parent.mkdir(parents=True)
    catalogue_path().touch()
    assert len(added().entries) == 0
    assert add_folder(folder, "CC0").added == 3
    assert existing_catalogue() is not None
