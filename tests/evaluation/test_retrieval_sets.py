"""Sets as people have them: whole, with losses, renamed by unpackers, with five captions a clip."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from moviefactory.errors import PlanError
from moviefactory.evaluation.retrieval_sets import RetrievalSet, read_set

CLOTHO = "file_name,caption_1,caption_2,caption_3,caption_4,caption_5\n"
AUDIOCAPS = "audiocap_id,youtube_id,start_time,caption\n"


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"sound")


def right(found: RetrievalSet) -> dict[str, list[str]]:
    return {query.text: [found.sounds[one].name for one in query.sounds] for query in found.queries}


def names(paths: Sequence[Path]) -> list[str]:
    return [path.name for path in paths]


def test_clotho_has_five_captions_for_each_file(tmp_path: Path) -> None:
    put(tmp_path, "evaluation/Rain on roof.wav", "evaluation/dog.wav")
    (tmp_path / "clotho_captions_evaluation.csv").write_text(
        CLOTHO + 'Rain on roof.wav,"Rain, heavy",Rain falls,It rains,A downpour,Drops\n' + "dog.wav,a,b,c,d,e\n"
    )
    found = read_set(tmp_path)
    assert (found.layout, found.captions, len(found.queries), found.missing) == ("Clotho", 10, 10, ())
    assert names(found.sounds) == ["Rain on roof.wav", "dog.wav"]
    assert right(found)["Rain, heavy"] == ["Rain on roof.wav"]


def test_of_several_lists_the_evaluation_counts_and_others_are_named(tmp_path: Path) -> None:
    put(tmp_path, "a.wav", "b.wav")
    (tmp_path / "clotho_captions_development.csv").write_text(CLOTHO + "a.wav,1,2,3,4,5\n")
    (tmp_path / "clotho_captions_evaluation.csv").write_text(CLOTHO + "b.wav,6,7,8,9,0\n")
    (tmp_path / "clotho_metadata_evaluation.csv").write_bytes("file_name,keywords\nb.wav,caf\xe9\n".encode("latin-1"))
    found = read_set(tmp_path)
    assert names(found.sounds) == ["b.wav"]
    assert "clotho_captions_development.csv" in found.notes[0]
    assert names(read_set(tmp_path / "clotho_captions_development.csv").sounds) == ["a.wav"]


def test_lists_none_of_which_is_the_test_are_not_mixed(tmp_path: Path) -> None:
    put(tmp_path, "a.wav", "b.wav")
    (tmp_path / "one.csv").write_text(CLOTHO + "a.wav,1,2,3,4,5\n")
    (tmp_path / "two.csv").write_text(CLOTHO + "b.wav,1,2,3,4,5\n")
    with pytest.raises(PlanError, match=r"one\.csv, two\.csv"):
        read_set(tmp_path)


def test_names_that_an_unpacker_changed_are_found(tmp_path: Path) -> None:
    put(tmp_path, "Santa Motor.wav", "cafe\u0301_noise.WAV", "street_sign.flac")
    (tmp_path / "list.csv").write_text(
        "file_name,caption\n Santa Motor.wav ,one\ncaf\u00e9_noise.wav,two\nstreet:sign.wav,three\n", encoding="utf-8"
    )
    found = read_set(tmp_path)
    assert [len(found.sounds), found.missing] == [3, ()]


def test_of_equal_names_the_one_in_the_folder_of_the_part_is_meant(tmp_path: Path) -> None:
    put(tmp_path, "clotho_audio_development/Rain.wav", "clotho_audio_evaluation/Rain.wav", "clotho_audio_zzz/Rain.wav")
    (tmp_path / "clotho_captions_evaluation.csv").write_text(CLOTHO + "Rain.wav,1,2,3,4,5\n")
    assert read_set(tmp_path).sounds == (tmp_path / "clotho_audio_evaluation/Rain.wav",)


def test_what_is_missing_or_empty_is_reported_and_asks_nothing(tmp_path: Path) -> None:
    put(tmp_path, "a.wav")
    (tmp_path / "empty.wav").write_bytes(b"")
    (tmp_path / "astray.wav").symlink_to(tmp_path / "nowhere.wav")
    (tmp_path / "list.csv").write_text(
        "file_name,caption\na.wav,here\ngone.wav,not here\nempty.wav,nothing in it\ngone.wav,said twice\n"
        "astray.wav,leads nowhere\n"
    )
    found = read_set(tmp_path)
    assert [query.text for query in found.queries] == ["here"]
    assert found.missing == ("gone.wav", "empty.wav", "astray.wav")


def test_a_set_of_which_nothing_is_there_says_where_the_sounds_belong(tmp_path: Path) -> None:
    (tmp_path / "test.csv").write_text(AUDIOCAPS + "1,abc,30,rain\n")
    with pytest.raises(PlanError, match="none of the 1 sounds"):
        read_set(tmp_path)


@pytest.mark.parametrize(
    "name",
    ["-a_B3.wav", "Y-a_B3.wav", "-a_B3_30.wav", "-a_B3_30_40.flac", "-a_B3_30000_40000.mp3", "Y-a_B3_30.000_40.000.wav",
     "91139.wav"],
)  # fmt: skip
def test_audiocaps_files_are_found_by_what_downloaders_call_them(tmp_path: Path, name: str) -> None:
    put(tmp_path, f"audio/{name}")
    (tmp_path / "test.csv").write_text(AUDIOCAPS + "91139,-a_B3,30,Rain falls\n1,xyz,0,Gone\n")
    found = read_set(tmp_path)
    assert (found.layout, names(found.sounds), found.missing) == ("AudioCaps", [name], ("xyz at 0 s",))


def test_five_rows_of_one_clip_are_one_sound_however_often_it_lies_there(tmp_path: Path) -> None:
    rows = "".join(f"{number},abc,30,Caption {number}\n" for number in range(1, 6))
    put(tmp_path, *(f"{number}.wav" for number in range(1, 6)))
    (tmp_path / "test.csv").write_text(AUDIOCAPS + rows)
    found = read_set(tmp_path)
    assert (names(found.sounds), found.captions, len(found.queries)) == (["1.wav"], 5, 5)


def test_ids_that_differ_in_case_only_are_different_videos(tmp_path: Path) -> None:
    put(tmp_path, "aBc.wav")
    (tmp_path / "test.csv").write_text(AUDIOCAPS + "1,aBc,30,Rain\n2,abC,30,Wind\n")
    assert right(read_set(tmp_path)) == {"Rain": ["aBc.wav"]}


def test_a_video_cut_twice_is_not_guessed_at(tmp_path: Path) -> None:
    put(tmp_path, "abc.wav", "abc_50.wav")
    (tmp_path / "test.csv").write_text(AUDIOCAPS + "1,abc,30,Rain\n2,abc,50,Wind\n")
    found = read_set(tmp_path)
    assert (right(found), found.missing) == ({"Wind": ["abc_50.wav"]}, ("abc at 30 s",))


def test_equal_captions_are_one_query_with_several_right_sounds(tmp_path: Path) -> None:
    put(tmp_path, "a.wav", "b.wav", "c.wav")
    (tmp_path / "list.csv").write_text("file_name,caption\na.wav,A dog barks.\nb.wav,a dog  barks\nc.wav,a cat\n")
    found = read_set(tmp_path)
    assert right(found) == {"A dog barks.": ["a.wav", "b.wav"], "a cat": ["c.wav"]}
    assert found.captions == 3


def test_captions_in_another_script_stay_apart(tmp_path: Path) -> None:
    put(tmp_path, "a.wav", "b.wav")
    (tmp_path / "list.tsv").write_text("file_name\tcaption\na.wav\t犬が吠える\nb.wav\t雨が降る\n", encoding="utf-8")
    assert right(read_set(tmp_path)) == {"犬が吠える": ["a.wav"], "雨が降る": ["b.wav"]}


def test_our_own_catalogue_is_a_set(tmp_path: Path) -> None:
    put(tmp_path, "effects/rev.ogg")
    (tmp_path / "catalogue.csv").write_text(
        "file,name,caption,kind,licence\neffects/rev.ogg,Rev,An engine,effect,own\n"
    )
    found = read_set(tmp_path)
    assert (found.layout, right(found)) == ("catalogue.csv", {"An engine": ["rev.ogg"]})
    (tmp_path / "music.csv").write_text("file,name,caption,kind,licence\neffects/rev.ogg,Rev,A song,music,own\n")
    assert right(read_set(tmp_path)) == {"An engine": ["rev.ogg"]}, "the catalogue counts among other lists"


def test_texts_beside_sounds_are_a_set(tmp_path: Path) -> None:
    put(tmp_path, "dog.ogg", "cat.wav", "cow.flac", "alone.wav", "._dog.ogg")
    (tmp_path / "dog.txt").write_text("A dog.\nA dog barks.\nde.utf8=Ein Hund.\npt_BR.utf8=Um cão.\n", encoding="utf-8")
    (tmp_path / "cat.wav.txt").write_text("\ufeffA cat.\n", encoding="utf-8")
    (tmp_path / "cow.json").write_text(json.dumps({"text": ["A cow.", "A cow moos."], "tags": ["farm"]}))
    assert right(read_set(tmp_path)) == {
        "A cat.": ["cat.wav"],
        "A cow.": ["cow.flac"],
        "A cow moos.": ["cow.flac"],
        "A dog.": ["dog.ogg"],
        "A dog barks.": ["dog.ogg"],
    }


@pytest.mark.parametrize("text", ["", "file_name\na.wav\n", "name,caption\na.wav,x\n"])
def test_a_list_that_names_no_file_or_no_caption_is_refused(tmp_path: Path, text: str) -> None:
    put(tmp_path, "a.wav")
    (tmp_path / "list.csv").write_text(text)
    with pytest.raises(PlanError, match="caption"):
        read_set(tmp_path / "list.csv")
    with pytest.raises(PlanError, match="no captions"):
        read_set(tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="nowhere"):
        read_set(tmp_path / "nowhere")


def test_a_list_may_point_above_its_folder_but_only_its_own_files_are_used(tmp_path: Path) -> None:
    put(tmp_path, "outside.wav", "set/inside.wav")
    (tmp_path / "set/list.csv").write_text("file_name,caption\n../outside.wav,out\ninside.wav,in\n")
    found = read_set(tmp_path / "set")
    assert (right(found), found.missing) == ({"in": ["inside.wav"]}, ("../outside.wav",))
