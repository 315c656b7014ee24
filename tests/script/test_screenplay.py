"""A screenplay or a story is read with the lines that everything stood on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from moviefactory.errors import PlanError
from moviefactory.script.screenplay import Story, read_story, read_story_file

STORIES = Path(__file__).parent / "stories"
SAMPLES = sorted(path for path in STORIES.iterdir() if path.suffix in (".fountain", ".txt", ".md"))
MIXED = """Title: _**The Last Light**_
Author: A. Person

FADE IN:

EXT. ROCKY COAST - NIGHT

A storm. Waves hit the /* old */ rocks
and [[note to self]] the tower shakes.

12 INT. LIGHTHOUSE - LAMP ROOM - CONTINUOUS #12A#
MARA (60s), a weathered keeper, climbs the stairs.

BANG!
The door flies open.

MARA (V.O.)
(whispering)
Hello?
Anybody *there*?

TOM ^
Me!

/*
gone

scene
*/

MARA
[[hm]]
Come in.

> THE END <

= A synopsis

# Act Two

!FORCED ACTION HERE

@McAvoy
yes

                                   SMASH CUT TO:

.FLASHBACK

===

FADE TO BLACK.
"""


def _rows(story: Story) -> list[tuple[str, str, int, int]]:
    return [
        (one.kind, one.text, one.first_line, one.last_line) for scene in story.scenes for one in scene.elements
    ]  # fmt: skip


def test_every_part_of_fountain_is_known_with_its_lines() -> None:
    story = read_story(MIXED, "light.fountain")
    assert (story.title, story.kind) == ("The Last Light", "fountain")
    assert [(scene.heading, scene.first_line) for scene in story.scenes] == [
        ("", 4), ("EXT. ROCKY COAST - NIGHT", 6), ("INT. LIGHTHOUSE - LAMP ROOM - CONTINUOUS", 11), ("FLASHBACK", 48),
    ]  # fmt: skip
    rows = _rows(story)
    assert ("transition", "FADE IN", 4, 4) in rows
    assert ("action", "A storm. Waves hit the  rocks\nand  the tower shakes.", 8, 9) in rows
    assert ("action", "BANG!\nThe door flies open.", 14, 15) in rows
    assert ("parenthetical", "whispering", 18, 18) in rows
    assert ("dialogue", "Hello?\nAnybody there?", 19, 20) in rows
    assert ("dialogue", "Me!", 23, 23) in rows
    assert ("dialogue", "Come in.", 33, 33) in rows
    assert ("action", "FORCED ACTION HERE", 41, 41) in rows
    assert ("dialogue", "yes", 44, 44) in rows
    assert ("transition", "SMASH CUT TO", 46, 46) in rows
    assert not any("gone" in text or "note" in text or "hm" in text for _, text, _, _ in rows)
    assert [one.speaker for scene in story.scenes for one in scene.elements if one.kind == "dialogue"] == [
        "MARA (V.O.)", "TOM", "MARA", "McAvoy",
    ]  # fmt: skip


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_every_element_stands_on_the_lines_it_names(path: Path) -> None:
    lines = read_story_file(path).split("\n")
    story = read_story("\n".join(lines), path.name)
    assert story.scenes
    last = 0
    for scene in story.scenes:
        assert scene.first_line <= scene.last_line
        for one in scene.elements:
            assert last <= one.first_line <= one.last_line <= len(lines)
            last = one.first_line
            for step, text in enumerate(one.text.split("\n")):
                word = re.search(r"\w+", text)
                assert word is None or word[0].lower() in lines[one.first_line - 1 + step].lower()


def test_line_ends_a_bom_and_indents_change_nothing() -> None:
    plain = read_story(MIXED, "a.fountain")
    body = [f"  {line}" if line and not line.startswith("    ") else line for line in MIXED.split("\n")[3:]]
    odd = "\ufeff" + "\r\n".join([*MIXED.split("\n")[:3], *body])
    assert _rows(read_story(odd, "a.fountain")) == _rows(plain)


def test_headings_need_no_blank_lines() -> None:
    story = read_story(
        "INT. HOUSE - DAY\nMara sleeps.\nEXT. HOUSE - NIGHT\nA dog barks.\nCUT TO:\nEXT. SEA\nA boat.", "a.txt"
    )
    assert [(scene.heading, scene.first_line, scene.last_line) for scene in story.scenes] == [
        ("INT. HOUSE - DAY", 1, 2), ("EXT. HOUSE - NIGHT", 3, 5), ("EXT. SEA", 6, 7),
    ]  # fmt: skip


def test_a_story_changes_scene_where_place_or_time_changes() -> None:
    text = (
        "The Fox\n\nOnce a fox lived in a dark forest. He looked at the sea.\n\n"
        "The next morning he walked to a village.\nHe stole a fish.\n"
        "Then he ran to the beach and dreamed of the mountains.\n\n* * *\n\nYears later the fox came home."
    )
    story = read_story(text, "fox.txt")
    assert (story.title, story.kind) == ("The Fox", "story")
    assert [(scene.first_line, scene.last_line) for scene in story.scenes] == [(3, 3), (5, 6), (7, 7), (11, 11)]


def test_chapters_titles_and_front_matter_are_not_told() -> None:
    story = read_story((STORIES / "pip_and_the_puddle.md").read_text(encoding="utf-8"), "pip_and_the_puddle.md")
    assert story.title == "Pip and the Puddle"
    assert [scene.first_line for scene in story.scenes] == [9, 19, 25]


@pytest.mark.parametrize("text", ["", " \n\n", "*** --- ***", "123 456", "Title: X\nAuthor: Y\n", "[[only a note]]"])
def test_a_file_without_words_says_what_is_wanted(text: str) -> None:
    with pytest.raises(PlanError, match=r"a\.fountain: no (words|scene)"):
        read_story(text, "a.fountain")


@pytest.mark.parametrize(
    ("name", "data", "match"),
    [
        ("a.pdf", b"%PDF-1.7 ...", "PDF.*Fountain.*txt"), ("a.docx", b"PK\x03\x04rest", "Word.*Fountain"),
        ("a.doc", b"\xd0\xcf\x11\xe0rest", "Word"), ("a.fdx", b"<?xml?><FinalDraft>", "Final Draft.*Fountain"),
        ("a.txt", b"a\0b\0c\0d", "no text"), ("a.txt", b"a fox runs. " * 90_000, "1 MB"),
        ("a.rtf", b"{\\rtf1 x}", "rich text"),
    ],
)  # fmt: skip
def test_other_formats_are_named_and_refused(name: str, data: bytes, match: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(PlanError, match=match):
        read_story_file(tmp_path / name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_usual_encodings_are_read(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Zoë said “hello” in the café.\r\n".encode(encoding))
    assert read_story_file(tmp_path / "a.txt") == "Zoë said “hello” in the café.\n"


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="cannot be read"):
        read_story_file(tmp_path / "none.txt")


def test_marks_that_never_close_cost_nothing() -> None:
    for marks in ("[[" * 50_000, "/*" * 50_000, "*a _b " * 30_000, "*" * 100_000 + "a"):
        story = read_story(f"EXT. A\n\nThe fox runs.\n\n{marks}\n", "a.fountain")
        assert story.scenes[0].elements[0].text == "The fox runs."
