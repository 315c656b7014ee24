"""What sound files say of themselves, in all the places where people and programs write it."""

from __future__ import annotations

import json
import os
import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile

from moviefactory.audio.licences import licence_allowed
from moviefactory.audio.sound_facts import FactsReader, SoundFacts
from moviefactory.audio.statements import Statement, as_bpm, as_caption, as_key, as_name, as_tags
from moviefactory.audio.ucs import categories, category_words, read_name
from moviefactory.media.ffmpeg import run_ffmpeg
from moviefactory.media.sound import write_sound

FRAMES = 480


def _wav(path: Path, *chunks: tuple[bytes, bytes], form: bytes = b"RIFF") -> Path:
    """A wave file of 480 samples with `chunks` after its sound."""
    body = struct.pack("<HHIIHH", 1, 1, 48000, 96000, 2, 16)
    every = [(b"fmt ", body), (b"data", b"\0\0" * FRAMES), *chunks]
    inner = b"WAVE" + b"".join(
        name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for name, data in every
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(form + struct.pack("<I", len(inner)) + inner)
    return path


def _bext(description: str, originator: str = "", encoding: str = "utf-8") -> tuple[bytes, bytes]:
    head = description.encode(encoding)[:256].ljust(256, b"\0") + originator.encode(encoding)[:32].ljust(32, b"\0")
    return b"bext", head.ljust(602, b"\0")


def _info(**fields: str) -> tuple[bytes, bytes]:
    body = b"INFO"
    for name, text in fields.items():
        data = text.encode("cp1252") + b"\0"
        body += name.encode() + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
    return b"LIST", body


def _ixml(inner: str) -> tuple[bytes, bytes]:
    return b"iXML", f'<?xml version="1.0" encoding="UTF-8"?><BWFXML>{inner}</BWFXML>'.encode()


def _read(path: Path, root: Path | None = None) -> SoundFacts:
    return FactsReader(root or path.parent).read(path)


# names and folders


def test_a_file_without_any_metadata_is_told_by_its_folders_and_its_name(tmp_path: Path) -> None:
    facts = _read(_wav(tmp_path / "doors" / "old_wooden-doorCreak_slow-02.wav"), tmp_path)
    assert facts.name == "old wooden door Creak slow"
    assert facts.caption == "doors: old wooden door Creak slow"
    assert facts.source == "doors/old_wooden-doorCreak_slow-02.wav"
    assert (facts.kind, facts.licence, facts.loop, facts.mood) == ("effect", "", False, "")


def test_a_ucs_name_gives_category_name_and_creator(tmp_path: Path) -> None:
    facts = _read(_wav(tmp_path / "DOORWood-INT_Oak-Door Creak Slow_TN_DORY_01.wav"))
    assert (facts.catid, facts.name, facts.author) == ("DOORWood", "Oak Door Creak Slow", "TN")
    assert facts.tags == ("wood", "int")
    numbered = read_name("GUNAuto_Uzi 9mm Rapid Fire 03_TN_DORY")
    assert (numbered.catid, numbered.name) == ("GUNAuto", "Uzi 9mm Rapid Fire")
    assert _read(_wav(tmp_path / "AMBForst_Dawn_TN.wav")).kind == "ambience"
    assert _read(_wav(tmp_path / "MUSCSong_Tender Waltz_TN_X.wav")).kind == "music"


@pytest.mark.parametrize(
    "stem", ["AIRPORT_hall", "ICE_cream", "TEST_01", "MIX_final_v2", "Door_Wood", "NASA_launch", "RAIN"]
)
def test_a_name_that_only_looks_like_ucs_stays_whole(stem: str) -> None:
    assert read_name(stem) == Statement()


def test_catids_of_all_categories_have_words() -> None:
    assert len({row.category for row in categories().values()}) == 82
    assert all(category_words(catid) for catid in categories())
    assert category_words("VEHCar") == "vehicles" and category_words("THUN") == "thunder"
    assert category_words("LIQBubl") == "liquid and mud"
    assert category_words("AMBNewx") == "ambience"  # a CatID of a later version
    assert category_words("FOOBar") == category_words("") == ""


def test_a_freesound_name_gives_author_and_page(tmp_path: Path) -> None:
    facts = _read(_wav(tmp_path / "123456__some_user__heavy-rain-on-tin-roof.wav"))
    assert (facts.name, facts.author) == ("heavy rain on tin roof", "some_user")
    assert facts.source == "https://freesound.org/s/123456/"
    assert facts.caption == "heavy rain on tin roof"


@pytest.mark.parametrize(
    ("inside", "kind", "loop"),
    [
        ("forest/ambience night.wav", "ambience", False),
        ("room tones/kitchen.wav", "ambience", False),
        ("rain_loop.wav", "ambience", True),
        ("crowd walla.wav", "ambience", False),
        ("Music/tender piano.wav", "music", False),
        ("game/boss soundtrack.wav", "music", False),
        ("toys/music box wound up.wav", "effect", False),
        ("birds/bird song robin.wav", "effect", False),
        ("guns/one-shot pistol loopable no.wav", "effect", False),
    ],
)
def test_kind_and_loop_follow_from_words(inside: str, kind: str, loop: bool, tmp_path: Path) -> None:
    facts = _read(_wav(tmp_path / inside), tmp_path)
    assert (facts.kind, facts.loop) == (kind, loop)


def test_the_mood_of_music_comes_from_its_words(tmp_path: Path) -> None:
    assert _read(_wav(tmp_path / "music" / "spooky" / "theme one.wav"), tmp_path).mood == "dark"
    assert _read(_wav(tmp_path / "music" / "melancholy waltz.wav"), tmp_path).mood == "sad"
    assert _read(_wav(tmp_path / "effects" / "spooky door.wav"), tmp_path).mood == ""


# chunks of wave files


def test_ixml_is_believed_before_bext_before_tags_before_the_name(tmp_path: Path) -> None:
    ixml = _ixml(
        "<PROJECT>Dory</PROJECT><USER><FXNAME>Oak Door</FXNAME><CATID>DOORWood</CATID><KEYWORDS>oak, creak</KEYWORDS>"
        "<DESIGNER>Tim N</DESIGNER><TRACK><NAME>Boom</NAME></TRACK></USER>"
    )
    info = _info(INAM="A title", ISBJ="A subject", IART="An artist", ILIC="CC BY 4.0", IKEY="info key")
    facts = _read(_wav(tmp_path / "GUNAuto_Name_XX_YY.wav", _bext("A door of oak creaks", "Zoom F8n"), ixml, info))
    assert (facts.name, facts.catid, facts.author) == ("Oak Door", "DOORWood", "Tim N")
    assert facts.caption == "A door of oak creaks"
    assert facts.licence == "CC-BY-4.0"
    assert facts.tags[:2] == ("oak", "creak")


def test_a_database_category_becomes_a_catid(tmp_path: Path) -> None:
    ixml = _ixml("<ASWG><category>FOOD &amp; DRINK</category><subCategory>EATING</subCategory><catId></catId></ASWG>")
    assert _read(_wav(tmp_path / "x.wav", ixml)).catid == "FOODEat"


def test_what_recorders_write_into_bext_is_no_caption(tmp_path: Path) -> None:
    machine = "sSPEED=023.976-ND\r\nsTAKE=03\r\nsNOTE=Heavy rain on the tent\r\nsUBITS=$00"
    assert _read(_wav(tmp_path / "a.wav", _bext(machine))).caption == "Heavy rain on the tent"
    assert _read(_wav(tmp_path / "rain.wav", _bext("sSPEED=25-ND\r\nsTAKE=03", "ProTools"))).caption == "rain"
    latin = _read(_wav(tmp_path / "b.wav", _bext("Tür fällt zu", "Jörg", encoding="cp1252")))
    assert (latin.caption, latin.author) == ("Tür fällt zu", "Jörg")


def test_broken_ixml_is_mended_and_entities_are_not_read(tmp_path: Path) -> None:
    faulty = b"iXML", b'<?xml version="1.0" encoding="UTF-8"?><BWFXML><NOTE>Rain & wind\x01</NOTE></BWFXML>\0\0'
    assert _read(_wav(tmp_path / "a.wav", faulty)).caption == "Rain & wind"
    secret = tmp_path / "secret"
    secret.write_text("told", encoding="utf-8")
    outside = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]><BWFXML><NOTE>it is &e; now</NOTE></BWFXML>'
    bomb = '<!DOCTYPE x [<!ENTITY a "ha ha ha">]><BWFXML><NOTE>&a;</NOTE></BWFXML>'
    for text in (outside, bomb, "<BWFXML><NOTE>never closed", "\0\0"):
        assert _read(_wav(tmp_path / "rain.wav", (b"iXML", text.encode()))).caption == "rain"


def test_chunks_that_lie_about_their_size_say_nothing_and_stop_nothing(tmp_path: Path) -> None:
    path = _wav(tmp_path / "rain.wav", _bext("Heavy rain"))
    whole = path.read_bytes()
    for cut in (0, 3, 11, 20, 44, len(whole) - 300, len(whole) - 1):
        path.write_bytes(whole[:cut])
        assert _read(path).name == "rain"
    path.write_bytes(whole.replace(b"bext" + struct.pack("<I", 602), b"bext" + struct.pack("<I", 0xFFFFFFF0)))
    assert _read(path).caption == "rain"
    path.write_bytes(os.urandom(4096))
    assert _read(path) == SoundFacts(name="rain", caption="rain", source="rain.wav")


def test_long_files_with_64_bit_sizes_are_read(tmp_path: Path) -> None:
    bext = _bext("Ten hours of rain")
    ds64 = b"ds64" + struct.pack("<IQQQI", 28, 0, 2 * FRAMES, FRAMES, 0)
    form = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, 48000, 96000, 2, 16)
    data = b"data" + struct.pack("<I", 0xFFFFFFFF) + b"\0\0" * FRAMES
    tail = bext[0] + struct.pack("<I", len(bext[1])) + bext[1]
    path = tmp_path / "long.wav"
    path.write_bytes(b"RF64" + struct.pack("<I", 0xFFFFFFFF) + b"WAVE" + ds64 + form + data + tail)
    assert _read(path).caption == "Ten hours of rain"


def test_a_loop_of_the_whole_file_is_a_loop_and_a_sustained_note_is_not(tmp_path: Path) -> None:
    def smpl(start: int, end: int) -> tuple[bytes, bytes]:
        return b"smpl", struct.pack("<9I", *[0] * 7, 1, 0) + struct.pack("<6I", 0, 0, start, end, 0, 0)

    assert _read(_wav(tmp_path / "a.wav", (b"smpl", struct.pack("<9I", *[0] * 7, 0, 0)))).loop is False
    acid = b"acid", struct.pack("<IHHfIHHf", 0, 60, 0x8000, 0.0, 16, 4, 4, 128.0)
    shot = b"acid", struct.pack("<IHHfIHHf", 1, 60, 0x8000, 0.0, 16, 4, 4, 128.0)
    assert _read(_wav(tmp_path / "b.wav", smpl(0, FRAMES - 1))).loop is True
    assert _read(_wav(tmp_path / "c.wav", smpl(200, 300))).loop is False
    looped = _read(_wav(tmp_path / "d.wav", acid))
    assert looped.loop and looped.bpm == 128
    assert not _read(_wav(tmp_path / "e.wav", shot)).loop


# tags


@pytest.mark.parametrize("ending", ["wav", "flac", "ogg", "aiff", "mp3"])
def test_tags_of_every_format_are_read(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"x1.{ending}"
    with soundfile.SoundFile(path, "w", 44100, 1) as file:
        file.title, file.artist = "Heavy rain on tin", "Joe Field"
        file.comment = "Licensed under CC BY 3.0"
        file.write(np.zeros(4410, np.float32))
    facts = _read(path)
    assert (facts.name, facts.author) == ("Heavy rain on tin", "Joe Field")
    assert facts.licence == "CC-BY-3.0"
    assert facts.kind == "effect"


def _id3(*frames: tuple[bytes, bytes]) -> bytes:
    body = b"".join(name + struct.pack(">IH", len(data), 0) + data for name, data in frames)
    size = bytes((len(body) >> shift) & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + size + body


def test_tempo_key_genre_and_user_frames_of_id3_describe_music(tmp_path: Path) -> None:
    path = tmp_path / "track 01.mp3"
    frames = [(b"TIT2", b"\0Night Drive"), (b"TPE1", b"\0Joe"), (b"TCON", b"\0Synthwave"), (b"TBPM", b"\x00119.98")]
    frames += [(b"TKEY", b"\0A minor"), (b"TXXX", b"\0LICENSE\0https://creativecommons.org/licenses/by/4.0/")]
    frames += [(b"TXXX", b"\0MOOD\0suspenseful")]
    path.write_bytes(_id3(*frames) + b"\xff\xfb\x90\x00" + b"\0" * 800)
    facts = _read(path)
    assert (facts.kind, facts.mood, facts.bpm, facts.musical_key) == ("music", "tense", 119.98, "Am")
    assert (facts.name, facts.licence) == ("Night Drive", "CC-BY-4.0")


def test_a_default_genre_makes_no_music_of_a_cow(tmp_path: Path) -> None:
    path = tmp_path / "animals" / "cow.mp3"
    path.parent.mkdir()
    path.write_bytes(_id3((b"TCON", b"\0Blues"), (b"TIT2", b"\x001889")) + b"\xff\xfb\x90\x00" + b"\0" * 800)
    facts = _read(path, tmp_path)
    assert (facts.kind, facts.name, facts.caption) == ("effect", "cow", "animals: cow")


# files beside it


def test_a_freesound_sidecar_is_believed_before_everything_else(tmp_path: Path) -> None:
    path = _wav(tmp_path / "x.wav", _info(INAM="Wrong title", ILIC="CC0", IART="Somebody else"))
    fields = {
        "id": 321, "name": "Rain_on_Tin.wav", "description": "<b>Heavy rain</b> on a tin roof.<br>See http://a.b/c",
        "tags": ["rain", "Tin Roof"], "license": "http://creativecommons.org/licenses/by-nc/3.0/", "username": "joe",
        "url": "https://freesound.org/people/joe/sounds/321/", "ac_analysis": {"ac_tempo": 0, "ac_loop": False},
    }  # fmt: skip
    for beside in (tmp_path / "x.wav.json", tmp_path / "x.json"):
        beside.write_text(json.dumps(fields), encoding="utf-8")
        facts = _read(path)
        assert (facts.name, facts.author, facts.licence) == ("Rain on Tin", "joe", "CC-BY-NC-3.0")
        assert facts.caption == "Heavy rain on a tin roof. See"
        assert facts.source.endswith("/sounds/321/") and facts.tags == ("rain", "tin-roof")
        beside.unlink()


@pytest.mark.parametrize(
    "text", ["", "{", "[1, 2]", "null", '"x"', '{"tags": {"a": 1}, "name": 5, "license": null}', "[" * 9999]
)
def test_a_sidecar_that_is_not_one_says_nothing(text: str, tmp_path: Path) -> None:
    path = _wav(tmp_path / "rain.wav")
    (tmp_path / "rain.json").write_text(text, encoding="utf-8")
    assert _read(path).caption == "rain"


def test_a_text_beside_it_is_its_caption(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("\ufeffEin Hund bellt zweimal.\r\nLicense: CC0\r\n", encoding="utf-8")
    facts = _read(_wav(tmp_path / "a.wav"))
    assert (facts.caption, facts.licence) == ("Ein Hund bellt zweimal.", "CC0-1.0")
    (tmp_path / "b.txt").write_bytes("Tür".encode("utf-16"))
    assert _read(_wav(tmp_path / "b.wav")).caption == "Tür"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "License: CC BY-NC 4.0"),
        ("a.txt", "License: CC0, but not for commercial use\nRain on a roof"),
        ("a.json", '{"license": "https://creativecommons.org/licenses/by-nc/4.0/", "description": "a \x1b[31m bell"}'),
        ("a.json", '{"license": "https://creativecommons.org/licenses/by-nc/4.0/", "description": "cut sh'),
        ("a.json", '{"license": "CC0, non-commercial only"}'),
        ("list.csv", 'file_name,caption,license\na.wav,rain,"CC0, non-commercial only"\n'),
    ],
)
def test_what_is_stated_of_a_sound_is_not_undone_by_the_licence_of_its_folder(
    name: str, text: str, tmp_path: Path
) -> None:
    (tmp_path / "LICENSE").write_text("CC0 1.0 Universal")
    (tmp_path / name).write_text(text)
    facts = _read(_wav(tmp_path / "a.wav"))
    assert facts.licence
    assert not licence_allowed(facts.licence, ["CC0", "CC-BY"])


def test_lists_in_the_manner_of_clotho_speak_of_files_in_folders_below(tmp_path: Path) -> None:
    path = _wav(tmp_path / "development" / "Santa Motor.wav")
    header = "file_name,caption_1,caption_2,caption_3,caption_4,caption_5\n"
    captions = '"Santa Motor.wav","A motor hums, then stops","b","c","d","e"\n'
    (tmp_path / "clotho_captions_development.csv").write_text(header + captions, encoding="utf-8")
    meta = "file_name,keywords,sound_id,sound_link,manufacturer,license\n"
    row = "Santa Motor.wav,motor;hum,29,https://freesound.org/s/29/,joe,http://creativecommons.org/licenses/by/3.0/\n"
    (tmp_path / "clotho_metadata_development.csv").write_text(meta + row, encoding="latin-1")
    facts = _read(path, tmp_path)
    assert facts.caption == "A motor hums, then stops"
    assert (facts.author, facts.licence, facts.tags) == ("joe", "CC-BY-3.0", ("motor", "hum"))


@pytest.mark.parametrize(
    ("name", "text", "caption"),
    [
        ("esc50.csv", "filename,fold,target,category,esc10\nx.wav,1,0,crying_baby,False\n", "crying baby"),
        ("audiocaps.csv", "audiocap_id,youtube_id,start_time,caption\n9,x,30,A dog barks\n", "A dog barks"),
        ("export.tsv", "Filename\tDescription\tCatID\nx.wav\tA dog barks\tANMLDog\n", "A dog barks"),
        ("bbc.csv", "location;description;secs\nx.wav;A dog barks;12\n", "A dog barks"),
        ("windows.csv", "path,caption\r\nsub\\x.wav,Another\r\n.\\x.wav,A dog barks\r\n", "A dog barks"),
    ],
)
def test_lists_of_other_collections_are_understood(name: str, text: str, caption: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert _read(_wav(tmp_path / "x.wav")).caption == caption


PACK = """Sound pack downloaded from Freesound
----------------------------------------

This pack of sounds contains sounds by the following user:
 - joe ( https://freesound.org/people/joe/ )

Licenses in this pack (see below for individual sound licenses)
---------------------------------------------------------------

Attribution: http://creativecommons.org/licenses/by/3.0/
Creative Commons 0: http://creativecommons.org/publicdomain/zero/1.0/

Sounds in this pack
-------------------

  * 11__joe__door.wav
    * url: https://freesound.org/s/11/
    * license: Attribution
  * 12__joe__bell.wav
    * url: https://freesound.org/s/12/
    * license: Creative Commons 0
"""


def test_a_freesound_pack_gives_each_sound_its_own_licence(tmp_path: Path) -> None:
    (tmp_path / "_readme_and_license.txt").write_text(PACK, encoding="utf-8")
    reader = FactsReader(tmp_path)
    door, bell = (reader.read(_wav(tmp_path / name)) for name in ("11__joe__door.wav", "12__joe__bell.wav"))
    assert (door.licence, door.source, door.author) == ("CC-BY-3.0", "https://freesound.org/s/11/", "joe")
    assert bell.licence == "CC0-1.0"
    assert reader.read(_wav(tmp_path / "13__joe__other.wav")).licence == ""


def test_hand_written_credits_name_author_and_licence_of_single_files(tmp_path: Path) -> None:
    text = (
        "# Sounds\n\n- door.wav by Ann Lee, CC BY 4.0, https://a.org/door\n- bell.ogg: CC-BY-SA 3.0\n\nThe code is MIT."
    )
    (tmp_path / "CREDITS.md").write_text(text, encoding="utf-8")
    reader = FactsReader(tmp_path)
    door = reader.read(_wav(tmp_path / "door.wav"))
    assert (door.author, door.licence, door.source) == ("Ann Lee", "CC-BY-4.0", "https://a.org/door")


def test_the_licence_of_a_folder_counts_for_all_below_it_until_another_is_stated(tmp_path: Path) -> None:
    (tmp_path / "LICENSE").write_text("Creative Commons Legal Code\n\nCC0 1.0 Universal\n", encoding="utf-8")
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "readme.txt").write_text("All sounds: CC BY 4.0", encoding="utf-8")
    reader = FactsReader(tmp_path)
    assert reader.read(_wav(tmp_path / "deep" / "er" / "a.wav")).licence == "CC0-1.0"
    assert reader.read(_wav(tmp_path / "inner" / "b.wav")).licence == "CC-BY-4.0"
    stated = _wav(tmp_path / "inner" / "c.wav", _info(ILIC="CC BY-NC 4.0"))
    assert reader.read(stated).licence == "CC-BY-NC-4.0"


def test_two_licences_in_one_folder_decide_nothing(tmp_path: Path) -> None:
    (tmp_path / "LICENSE").write_text("CC0 1.0 Universal", encoding="utf-8")
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "LICENSE").write_text("MIT License", encoding="utf-8")
    (tmp_path / "inner" / "README.md").write_text("The sounds are CC BY-NC 4.0.", encoding="utf-8")
    assert _read(_wav(tmp_path / "inner" / "b.wav"), tmp_path).licence == ""


def test_a_caption_file_with_a_telling_name_is_no_licence_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "readme aloud.txt").write_text("A man reads. License: CC0", encoding="utf-8")
    (tmp_path / "source.txt").write_text("A spring in the wood.\nLicense: CC0", encoding="utf-8")
    reader = FactsReader(tmp_path)
    assert reader.read(_wav(tmp_path / "source.wav")).licence == "CC0-1.0"
    assert reader.read(_wav(tmp_path / "readme aloud.wav")).caption == "A man reads. License: CC0"
    assert FactsReader(tmp_path).read(_wav(tmp_path / "other.wav")).licence == ""


def test_nothing_outside_the_root_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("a secret", encoding="utf-8")
    (tmp_path / "LICENSE").write_text("CC0 1.0 Universal", encoding="utf-8")
    path = _wav(tmp_path / "root" / "rain.wav")
    (path.parent / "rain.txt").symlink_to(tmp_path / "secret.txt")
    os.mkfifo(path.parent / "rain.json")
    facts = _read(path)
    assert (facts.caption, facts.licence) == ("rain", "")


def test_every_folder_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [_wav(tmp_path / "a" / f"sound {index}.wav") for index in range(20)]
    listed: list[Path] = []
    whole = Path.iterdir
    monkeypatch.setattr(Path, "iterdir", lambda self: listed.append(self) or whole(self))
    reader = FactsReader(tmp_path)
    for path in paths:
        reader.read(path)
    assert sorted(listed) == [tmp_path, tmp_path / "a"]


# texts


def test_what_programs_write_is_no_title_and_no_caption() -> None:
    for text in ("Track 01", "untitled", "0001234", "1889", "2021-03-04 10:22", "N/A", "-"):
        assert as_name(text) == ""
    for text in (
        "Encoded by LAME 3.100",
        "Lavf58.29.100",
        "Processed by SoX",
        " 000001B3 000000F5 00004532",
        "https://x.org",
    ):
        assert as_caption(text) == ""
    assert as_name("Rain_on_Tin.wav") == "Rain on Tin"
    assert len(as_caption("rain " * 5000)) <= 600


def test_keys_tempi_and_key_words_are_read_in_their_usual_forms() -> None:
    keys = {
        "Am": "Am",
        "F# minor": "F#m",
        "B flat major": "Bb",
        "C": "C",
        "Bbm": "Bbm",
        "8A": "Am",
        "8B": "C",
        "d moll": "Dm",
    }
    assert {text: as_key(text) for text in keys} == keys
    assert as_key("H2O") == as_key("") == as_key("fast") == ""
    assert [as_bpm(text) for text in ("120", "119,98", "ca. 90 bpm", "0", "", "99999")] == [120, 119.98, 90, 0, 0, 0]
    assert as_tags("Rain, Tin Roof; rain") == ("rain", "tin-roof")
    assert as_tags("rain tin roof") == ("rain", "tin", "roof")


def test_names_with_control_characters_are_safe_to_print(tmp_path: Path) -> None:
    facts = _read(_wav(tmp_path / "rain\x1b[31m.wav", _info(INAM="a\x1b[2Jb rain", ISBJ="rain\x07 falls")))
    assert not any(ord(one) < 32 for one in facts.name + facts.caption)
    assert read_name("\x1b[31m_x").catid == ""


def test_what_ffmpeg_writes_into_an_mp3_is_read_and_a_title_tells_more_than_two_letters(tmp_path: Path) -> None:
    write_sound(tmp_path / "a.wav", np.full((4800, 2), 0.1, np.float32))
    (tmp_path / "mp3").mkdir()
    tags = ["-metadata", "title=Cat Purring", "-metadata", "comment=A cat purrs on a sofa. licence: CC0"]
    run_ffmpeg(["-i", str(tmp_path / "a.wav"), *tags, str(tmp_path / "mp3" / "aa.mp3")], what="an mp3")
    facts = _read(tmp_path / "mp3" / "aa.mp3", tmp_path)
    assert (facts.name, facts.licence) == ("Cat Purring", "CC0-1.0")
    assert facts.caption.startswith("A cat purrs on a sofa")
    (tmp_path / "mp3" / "steam train.mp3").write_bytes(b"")
    assert _read(tmp_path / "mp3" / "steam train.mp3", tmp_path).caption == "steam train"
    silent = _wav(tmp_path / "bb.wav", _info(INAM="Cat Purring"))
    assert _read(silent).caption == "Cat Purring"


def test_a_stated_mood_is_believed_before_a_genre(tmp_path: Path) -> None:
    write_sound(tmp_path / "a.wav", np.full((4800, 2), 0.1, np.float32))
    tags = ["-metadata", "mood=dark", "-metadata", "genre=Ambient", "-metadata", "artist=Bo"]
    run_ffmpeg(["-i", str(tmp_path / "a.wav"), *tags, "-c:a", "flac", str(tmp_path / "halls song.flac")], what="a flac")
    assert _read(tmp_path / "halls song.flac").mood == "dark"
