"""Small programs: text in, words out, and an end to those that hang, fail or talk too much."""

import os
import sys
import time
from pathlib import Path

import pytest

from moviefactory.errors import MediaError, NotInstalled
from moviefactory.media.program import MOST_BYTES, find_program, run_program

PYTHON = [sys.executable, "-S", "-E", "-c"]


def run(code: str, **more: object) -> str:
    return run_program(PYTHON[0], [*PYTHON[1:], code], what="testing", **more)  # type: ignore[arg-type]


def test_text_goes_in_by_stdin_and_nothing_of_it_is_a_flag_or_a_shell_word() -> None:
    text = '--help; $(touch x) `y` 昔々\n"quoted"'
    assert run("import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())", text=text) == text


def test_arguments_arrive_as_they_are() -> None:
    said = run_program(PYTHON[0], [*PYTHON[1:], "import sys; print(sys.argv[1:])", "a b", "$HOME", "*"], what="testing")
    assert said.strip() == "['a b', '$HOME', '*']"


def test_a_program_that_fails_is_named_with_its_last_words() -> None:
    with pytest.raises(MediaError, match=r"testing: .*failed \(3\): no such voice"):
        run("import sys; print('no such\\x1b voice', file=sys.stderr); sys.exit(3)")


def test_a_program_that_hangs_is_ended_at_its_deadline() -> None:
    began = time.monotonic()
    with pytest.raises(MediaError, match=r"longer than 0\.3 s"):
        run("import time; print('x', flush=True); time.sleep(60)", deadline_s=0.3)
    assert time.monotonic() - began < 10


def test_a_program_that_talks_without_end_is_stopped() -> None:
    with pytest.raises(MediaError, match="more than 1 MB"):
        run(f"import sys\nwhile True: sys.stdout.write('x' * {MOST_BYTES})")


def test_a_program_that_reads_nothing_of_a_long_text_still_ends_well() -> None:
    assert run("print('done')", text="x" * 3_000_000) == "done\n"


def test_both_outputs_may_be_full_at_the_same_time() -> None:
    code = "import sys\nfor _ in range(400): sys.stdout.write('x' * 1000); sys.stderr.write('y' * 1000)"
    assert len(run(code)) == 400_000


def test_what_is_not_there_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_program("espeak-ng", "espeak") == ""
    (tmp_path / "broken").write_text("")
    os.chmod(tmp_path / "broken", 0o755)
    with pytest.raises((NotInstalled, MediaError)):
        run_program(str(tmp_path / "missing"), what="testing")
