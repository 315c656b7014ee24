"""The receipt protocol: what counts as done, what makes a job stale, and what a kill or a refusal leaves behind."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from moviefactory.errors import MediaError, StageError, StorageError
from moviefactory.jobs.job import Job, Task, forget, run_job, status


def write_word(task: Task) -> dict[str, str]:
    task.output.write_text(task.inputs["word"] + "".join(source.read_text() for source in task.sources))
    return {"word": task.inputs["word"]}


def write_nothing(task: Task) -> dict[str, str]:
    task.output.write_text("")
    return {}


def fail_after_half(task: Task) -> dict[str, str]:
    task.output.write_text("half")
    raise MediaError("the model gave up")


def fill_the_disk(task: Task) -> dict[str, str]:
    task.output.write_text("half")
    raise OSError(28, "No space left on device", str(task.output))


def stumble(task: Task) -> dict[str, str]:
    raise KeyError("nose")


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return Job("word one", write_word, {"word": "yes"}, tmp_path / "clips" / "one.txt", takes=tmp_path / "takes")


def test_a_job_is_missing_then_done(job: Job) -> None:
    assert status(job).state == "missing"
    assert run_job(job) == {"word": "yes"}
    assert status(job).state == "done"
    assert status(job).facts == {"word": "yes"}


def test_a_changed_input_makes_it_stale_and_says_which(job: Job) -> None:
    run_job(job)
    changed = replace(job, inputs={"word": "no"})
    assert status(changed).state == "stale"
    assert status(changed).why == "word changed"


def test_a_nested_input_is_named_by_its_path(job: Job) -> None:
    first = replace(job, inputs={"word": "yes", "shot": {"camera": {"move": "static"}, "seconds": 2}})
    run_job(first)
    second = replace(job, inputs={"word": "yes", "shot": {"camera": {"move": "pan_left"}, "seconds": 2}})
    assert status(second).why == "shot.camera.move changed"


def test_a_change_before_it_makes_a_job_stale(job: Job, tmp_path: Path) -> None:
    after = Job("after", write_word, {"word": "!"}, tmp_path / "after.txt", after=(job,))
    run_job(job)
    run_job(after)
    assert after.output.read_text() == "!yes"
    changed = replace(after, after=(replace(job, inputs={"word": "no"}),))
    assert status(changed).state == "stale"
    assert "word one" in status(changed).why


def test_another_version_of_the_function_makes_it_stale(job: Job) -> None:
    run_job(job)
    assert status(replace(job, version=2)).state == "stale"


@pytest.mark.parametrize("damage", ["", "ye", "yes, but longer", "abc"])
def test_an_empty_truncated_or_swapped_file_is_not_done(job: Job, damage: str) -> None:
    run_job(job)
    job.output.write_text(damage)
    os.utime(job.output, ns=(0, 0))
    assert status(job).state == "stale"


def test_a_file_without_a_receipt_is_not_done(job: Job) -> None:
    run_job(job)
    job.receipt.unlink()
    assert status(job).state == "missing"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"signature": "x"}', "null"])
def test_a_broken_receipt_counts_as_none(job: Job, text: str) -> None:
    run_job(job)
    job.receipt.write_text(text)
    assert status(job).state == "missing"


def test_a_receipt_without_its_file_is_not_done(job: Job) -> None:
    run_job(job)
    job.output.unlink()
    assert status(job).state == "stale"


def test_a_copied_folder_is_still_done(job: Job, tmp_path: Path) -> None:
    run_job(job)
    os.utime(job.output, ns=(1, 1))  # what a copy without -p does to the time of change
    assert status(job).state == "done"


def test_an_empty_result_is_a_failure_and_leaves_nothing(tmp_path: Path) -> None:
    job = Job("empty", write_nothing, {}, tmp_path / "x.txt")
    with pytest.raises(StageError, match="empty: it ended without writing anything"):
        run_job(job)
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_no_partial_file_and_names_the_job(tmp_path: Path) -> None:
    job = Job("clip one", fail_after_half, {}, tmp_path / "x.txt")
    with pytest.raises(MediaError, match="clip one: the model gave up"):
        run_job(job)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_a_storage_error_that_says_what_to_do(tmp_path: Path) -> None:
    job = Job("clip one", fill_the_disk, {}, tmp_path / "x.txt")
    with pytest.raises(StorageError, match=r"clip one: cannot write .*No space left.*make room"):
        run_job(job)
    assert list(tmp_path.iterdir()) == []


def test_a_foreign_error_becomes_ours(tmp_path: Path) -> None:
    with pytest.raises(StageError, match="clip one: KeyError: 'nose'"):
        run_job(Job("clip one", stumble, {}, tmp_path / "x.txt"))


def test_a_replaced_take_is_kept_and_comes_back_with_its_inputs(job: Job) -> None:
    run_job(job)
    run_job(replace(job, inputs={"word": "no"}))
    assert job.output.read_text() == "no"
    assert job.takes is not None
    assert [take.read_text() for take in job.takes.glob("*.txt")] == ["yes"]
    written = job.output.stat().st_mtime_ns
    run_job(job)  # the old inputs again
    assert job.output.read_text() == "yes"
    assert job.output.stat().st_mtime_ns <= written  # brought back, not made again
    assert [take.read_text() for take in job.takes.glob("*.txt")] == ["no"]


def test_a_person_s_own_file_is_kept_among_the_takes(job: Job) -> None:
    run_job(job)
    job.output.write_text("my own footage")
    run_job(job)
    assert job.output.read_text() == "yes"
    assert job.takes is not None
    assert "my own footage" in [take.read_text() for take in job.takes.glob("*.txt")]


def test_a_forgotten_job_is_made_anew_not_brought_back(job: Job) -> None:
    run_job(job)
    forget(job)
    assert status(job).state == "missing"
    before = job.output.stat().st_ino
    run_job(job)
    assert job.output.stat().st_ino != before


def test_the_signature_depends_on_resolved_values_not_on_key_order(job: Job) -> None:
    one = replace(job, inputs={"a": 1, "b": [1, 2]})
    assert one.signature == replace(job, inputs={"b": [1, 2], "a": 1}).signature
    assert one.signature != replace(job, inputs={"a": 1, "b": [2, 1]}).signature


def test_the_receipt_tells_inputs_facts_and_time(job: Job) -> None:
    run_job(job)
    receipt = json.loads(job.receipt.read_text())
    assert receipt["inputs"] == {"word": "yes"}
    assert receipt["bytes"] == 3
    assert receipt["seconds"] >= 0
