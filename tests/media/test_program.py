"""Small programs: text in, words out, and an end to those that hang, fail or talk too much."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from moviefactory.errors import MediaError, NotInstalled
from moviefactory.media.program import MOST_BYTES, Answering, dies_with_us, find_program, run_program

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


ECHO = "import sys\nwhile data := sys.stdin.buffer.read(4): sys.stdout.buffer.write(data[::-1]); sys.stdout.flush()"


def answering(code: str) -> Answering:
    return Answering([*PYTHON, code], what="testing")


def test_a_program_that_stays_answers_one_question_after_the_other() -> None:
    with answering("print('ready', flush=True)\n" + ECHO) as program:
        assert program.line(deadline_s=60) == "ready"
        assert [bytes(program.ask(one, 4, deadline_s=60)) for one in (b"abcd", b"1234")] == [b"dcba", b"4321"]


def test_an_answer_larger_than_a_pipe_arrives_whole_though_it_talks_meanwhile() -> None:
    size = 3_000_000
    code = (
        f"import sys\ndata = sys.stdin.buffer.read({size}); sys.stderr.write('0.00%' * 200_000)\n"
        "sys.stdout.buffer.write(data + data); sys.stdout.flush(); sys.stdin.read()"
    )
    question = bytes(range(250)) * (size // 250)
    with answering(code) as program:
        assert program.ask(question, 2 * size, deadline_s=60) == question * 2


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import sys; print('no card', file=sys.stderr); sys.exit(3)", r"failed \(3\); its last words: no card"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", r"was killed \(SIGSEGV\)"),
        ("import sys; sys.stdout.write('ab'); sys.exit(0)", r"failed \(0\)"),
        ("import time; time.sleep(60)", r"took longer than 0\.5 s"),
    ],
)
def test_a_program_that_ends_or_hangs_instead_of_answering_is_named_and_gone(code: str, words: str) -> None:
    deadline_s = 0.5 if "sleep" in code else 60
    with answering(code) as program, pytest.raises(MediaError, match=f"testing: .*{words}"):
        program.ask(b"abcd", 4, deadline_s=deadline_s)
    with pytest.raises(MediaError):
        program.ask(b"abcd", 4, deadline_s=deadline_s)


def test_closing_ends_a_program_in_the_middle_of_its_work(tmp_path: Path) -> None:
    program = answering("import os, time; print(os.getpid(), flush=True); time.sleep(600)")
    pid = int(program.line(deadline_s=60))
    program.close()
    program.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.skipif(not dies_with_us(), reason="needs setpriv")
def test_a_program_that_stays_is_gone_when_we_are_killed(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "alive")
    stays = f"import time; file = open({str(tmp_path / 'alive')!r}, 'w'); print('ready', flush=True); time.sleep(600)"
    killed = (
        "import os, signal, sys\nfrom moviefactory.media.program import Answering\n"
        f"one = Answering([sys.executable, '-S', '-E', '-c', {stays!r}], what='testing')\n"
        "one.line(deadline_s=60)\nos.kill(os.getpid(), signal.SIGKILL)"
    )
    with subprocess.Popen([sys.executable, "-c", killed]) as process, (tmp_path / "alive").open() as alive:
        assert alive.read() == ""  # its end is the program's
    assert process.returncode == -signal.SIGKILL


def test_a_program_that_cannot_be_started_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("moviefactory.media.program.dies_with_us", list)
    with pytest.raises(NotInstalled, match="testing: cannot start missing"):
        Answering([str(tmp_path / "missing")], what="testing")
