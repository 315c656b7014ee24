"""Running jobs: order, what is kept, and how far one failure reaches."""

import threading
from pathlib import Path

import pytest

from moviefactory.errors import MediaError, NotInstalled, PlanError, StorageError
from moviefactory.jobs.job import Job, Task
from moviefactory.jobs.lock import locked
from moviefactory.jobs.run import Event, LocalRunner, load_runner


def write(task: Task) -> dict[str, str]:
    if task.inputs.get("fails"):
        raise MediaError("broken")
    if task.inputs.get("unplannable"):
        raise PlanError("too long for the model")
    if task.inputs.get("full"):
        raise StorageError("full")
    task.progress(1, 2)
    task.output.write_text(task.inputs["word"])
    return {}


def job(folder: Path, name: str, after: tuple[Job, ...] = (), **inputs: object) -> Job:
    return Job(name, write, {"word": name, **inputs}, folder / name, after=after)


def test_a_second_run_keeps_everything(tmp_path: Path) -> None:
    jobs = [job(tmp_path, "a"), job(tmp_path, "b")]
    first = LocalRunner().run(jobs, lambda event: None)
    events: list[Event] = []
    second = LocalRunner().run(jobs, events.append)
    assert all(outcome.made for outcome in first.values())
    assert not any(outcome.made for outcome in second.values())
    assert [event.kind for event in events] == ["kept", "kept"]


def test_a_failure_blocks_what_depends_on_it_and_nothing_else(tmp_path: Path) -> None:
    broken = job(tmp_path, "broken", fails=True)
    jobs = [broken, job(tmp_path, "after", after=(broken,)), job(tmp_path, "other")]
    events: list[Event] = []
    outcomes = LocalRunner().run(jobs, events.append)
    assert outcomes["broken"].error == "broken"
    assert "waits for broken" in outcomes["after"].error
    assert outcomes["other"].made
    assert (tmp_path / "other").read_text() == "other"
    assert [event.kind for event in events] == ["started", "failed", "blocked", "started", "progress", "done"]


def test_a_plan_that_is_wrong_for_the_first_of_its_kind_ends_the_run(tmp_path: Path) -> None:
    jobs = [job(tmp_path, "guide one"), job(tmp_path, "clip one", unplannable=True), job(tmp_path, "clip two")]
    with pytest.raises(PlanError, match="clip one: too long"):
        LocalRunner().run(jobs, lambda event: None)
    assert not (tmp_path / "clip two").exists()


def test_a_plan_that_is_wrong_for_a_later_one_costs_that_one(tmp_path: Path) -> None:
    jobs = [job(tmp_path, "clip one"), job(tmp_path, "clip two", unplannable=True), job(tmp_path, "clip three")]
    outcomes = LocalRunner().run(jobs, lambda event: None)
    assert [outcome.failed for outcome in outcomes.values()] == [False, True, False]
    assert outcomes["clip two"].error == "clip two: too long for the model"


def test_what_comes_before_must_be_done_even_when_it_is_not_asked_for(tmp_path: Path) -> None:
    before = job(tmp_path, "before")
    outcomes = LocalRunner().run([job(tmp_path, "after", after=(before,))], lambda event: None)
    assert "before" in outcomes["after"].error
    assert not (tmp_path / "after").exists()


def test_a_full_disk_ends_the_run_and_keeps_what_is_done(tmp_path: Path) -> None:
    jobs = [job(tmp_path, "a"), job(tmp_path, "b", full=True), job(tmp_path, "c")]
    with pytest.raises(StorageError):
        LocalRunner().run(jobs, lambda event: None)
    assert LocalRunner().run(jobs[:1], lambda event: None)["a"].made is False
    assert not (tmp_path / "c").exists()


def meet(task: Task) -> dict[str, str]:
    """Ends only when a second one is at work at the same time."""
    MEETING.wait(timeout=20)
    return write(task)


def lag(task: Task) -> dict[str, str]:
    """Works until it is told that all is over; the first word of it is that it began."""
    BEGAN.set()
    while True:
        task.progress(1, 2)


MEETING, BEGAN = threading.Barrier(2), threading.Event()


def test_neighbours_that_may_work_at_the_same_time_do(tmp_path: Path) -> None:
    jobs = [Job(name, meet, {"word": name}, tmp_path / name, workers=2) for name in "abcd"]
    outcomes = LocalRunner().run([job(tmp_path, "before"), *jobs, job(tmp_path, "after")], lambda event: None)
    assert list(outcomes) == ["before", "a", "b", "c", "d", "after"]
    assert all(outcome.made for outcome in outcomes.values())
    assert [(tmp_path / name).read_text() for name in "abcd"] == ["a", "b", "c", "d"]


def test_one_of_several_at_work_may_fail_alone(tmp_path: Path) -> None:
    jobs = [Job(name, write, {"word": name, "fails": name == "a"}, tmp_path / name, workers=2) for name in "abc"]
    outcomes = LocalRunner().run(jobs, lambda event: None)
    assert [outcome.failed for outcome in outcomes.values()] == [True, False, False]


@pytest.mark.parametrize("end", ["full", "interrupted"])
def test_what_ends_the_run_ends_whoever_works_beside_it(tmp_path: Path, end: str) -> None:
    def full(task: Task) -> dict[str, str]:
        BEGAN.wait(timeout=20)
        raise StorageError("full") if end == "full" else KeyboardInterrupt

    BEGAN.clear()
    jobs = [Job("first", full, {"word": ""}, tmp_path / "first", workers=2)]
    jobs += [Job(name, lag, {"word": name}, tmp_path / name, workers=2) for name in ("second", "third")]
    with pytest.raises(StorageError if end == "full" else KeyboardInterrupt):
        LocalRunner().run(jobs, lambda event: None)
    assert not (tmp_path / "second").exists()


def test_runners_are_found_by_name() -> None:
    assert isinstance(load_runner("local"), LocalRunner)
    with pytest.raises(NotInstalled, match="ray"):
        load_runner("ray")
    with pytest.raises(PlanError, match="choose one of local, ray"):
        load_runner("slurm")


def test_a_second_process_is_refused_and_told_who_works(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = "import sys\nfrom pathlib import Path\nfrom moviefactory.jobs.lock import locked\n" \
           "from moviefactory.errors import MovieBusy\n" \
           "try:\n  with locked(Path(sys.argv[1])): print('in')\nexcept MovieBusy as error: print(error)\n"  # fmt: skip
    lock = tmp_path / "film" / ".lock"

    def other() -> str:
        return subprocess.run([sys.executable, "-c", code, str(lock)], capture_output=True, text=True).stdout

    with locked(lock):
        assert "another run (process" in other()
    assert other() == "in\n"


def test_a_file_in_place_of_the_folder_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "film").write_text("")
    with pytest.raises(StorageError, match="film"), locked(tmp_path / "film" / ".lock"):
        pass
