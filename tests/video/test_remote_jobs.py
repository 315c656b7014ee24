"""A shot on a job server: asked for as all of them understand, started once, taken up after a kill, stopped in time."""

import json
import os
import signal
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from video_server import Killed, Table, Ticking, VideoServer, broken_off, film, render, serving, shot_request

from moviefactory.errors import PlanError, StageError, StorageError
from moviefactory.video import LongModel, ShotRequest, load_video_model
from moviefactory.video.remote.ticket import TICKET
from moviefactory.video.remote_model import RemoteModel


def killed(request: ShotRequest, table: Table, ticking: Ticking) -> None:
    with pytest.raises(Killed):
        render(request, table, ticking)


def kill(_: int) -> None:
    raise Killed


def test_a_shot_comes_back_as_its_frames(server: VideoServer, table: Table) -> None:
    server.look = ["queued", {"status": "in_progress", "progress": 40}, {"status": "completed", "model": "Wan2.1"}]
    frames = render(shot_request(server.url), table)
    assert len(frames) == 24 and all(frame.shape == (64, 96, 3) and frame.dtype == np.uint8 for frame in frames)
    assert frames[-1][:8].mean() > frames[0][:8].mean() + 150
    assert table.steps == [("queued on the server", 0, 100), ("rendering on the server", 40, 100)]
    assert table.facts["model"] == "Wan2.1" and table.facts["remote_id"] == "video_gen_0"
    assert table.facts["returned"] == {"size_px": [96, 64], "frames": 25, "frame_rate": "12"}
    assert (table.facts["server"], table.facts["protocol"]) == (server.url, "jobs")
    assert server.creates == 1 and not server.deleted and not table.notes
    assert table.folder and not table.folder.exists(), "nothing is left of a shot that was made"


def test_the_model_is_one_that_takes_long_and_names_itself_in_the_credits() -> None:
    model = load_video_model("remote")
    assert isinstance(model, LongModel)
    request = shot_request("http://localhost:1")
    assert model.credits(request) == ("Pictures rendered by wan-1.3b on a server of yours",)  # type: ignore[attr-defined]


def test_size_and_length_are_said_in_both_ways_and_always_as_multipart(server: VideoServer, table: Table) -> None:
    request = shot_request(server.url, steps=30, guidance=5.0, extra={"flow_shift": 3.0, "generate_sound": False})
    render(request, table)
    fields = next(one.fields for one in server.asked if one.method == "POST")
    user = fields.pop("user")
    assert fields == {
        "prompt": "A red car waits, in Wan's words.", "negative_prompt": "blurry", "model": "wan-1.3b",
        "seconds": "2", "num_frames": "25", "fps": "12", "size": "96x64", "width": "96", "height": "64",
        "seed": str(3_000_000_000 & 0x7FFFFFFF), "num_inference_steps": "30", "guidance_scale": "5.0",
        "flow_shift": "3.0", "generate_sound": "false",
    }  # fmt: skip
    assert user.startswith("moviefactory-") and len(user) > 20
    assert next(one for one in server.asked if one.path.endswith("/content")).query == {}


def test_an_extra_field_replaces_ours_and_an_empty_one_leaves_it_out(server: VideoServer, table: Table) -> None:
    render(shot_request(server.url, extra={"num_frames": 81, "negative_prompt": "", "user": ""}), table)
    fields = next(one.fields for one in server.asked if one.method == "POST")
    assert fields["num_frames"] == "81" and "negative_prompt" not in fields and "user" not in fields


@pytest.mark.parametrize(
    ("frames", "rate", "asked", "fps", "num_frames"),
    [
        (48, Fraction(24), None, "24", "49"),
        (48, Fraction(24), 16, "16", "33"),
        (60, Fraction(24), 16, "16", "41"),
        (120, Fraction(60), None, "30", "65"),
        (48, Fraction(24000, 1001), None, "24", "49"),
    ],
)
def test_a_whole_rate_and_a_number_of_frames_that_models_take_are_asked_for(
    server: VideoServer, table: Table, frames: int, rate: Fraction, asked: float | None, fps: str, num_frames: str
) -> None:
    server.film = film(int(num_frames), int(fps))
    assert len(render(shot_request(server.url, frames, rate, frame_rate=asked), table)) == frames
    fields = next(one.fields for one in server.asked if one.method == "POST")
    assert (fields["fps"], fields["num_frames"]) == (fps, num_frames)


@pytest.mark.parametrize("path", ["", "/", "/v1", "/v1/", "/v1/videos"])
def test_an_address_may_end_as_people_write_it(server: VideoServer, table: Table, path: str) -> None:
    assert len(render(shot_request(server.url + path), table)) == 24


def test_without_an_address_the_error_says_where_to_set_one(table: Table) -> None:
    with pytest.raises(PlanError, match=r"video\.remote\.base_url.*MOVIEFACTORY_VIDEO_BASE_URL"):
        render(shot_request(""), table)


def test_the_address_may_stand_in_the_environment(
    server: VideoServer, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOVIEFACTORY_VIDEO_BASE_URL", server.url + "/v1")
    assert len(render(shot_request(""), table)) == 24


@pytest.mark.parametrize("word", ["processing", "preprocessing", "PENDING", "", "weird"])
def test_any_status_that_is_no_end_is_a_job_that_runs(server: VideoServer, table: Table, word: str) -> None:
    server.look = [word, word, word]
    assert len(render(shot_request(server.url), table)) == 24
    assert server.creates == 1


def test_waits_grow_to_ten_seconds_and_the_servers_own_wish_counts(server: VideoServer, table: Table) -> None:
    server.look, ticking = ["queued"] * 14, Ticking()
    render(shot_request(server.url), table, ticking)
    assert ticking.slept[:3] == [0.5, 0.75, 1.125] and ticking.slept[-1] == 10.0 and max(ticking.slept) == 10.0
    table.folder, server.look, server.retry_after = None, [(429, {"detail": "slow down"})], "7"
    render(shot_request(server.url), table, again := Ticking())
    assert again.slept == [7.0]


# Once, whatever happens.


def test_a_killed_run_takes_up_its_job(server: VideoServer, table: Table) -> None:
    server.look = ["queued"]
    killed(shot_request(server.url), table, Ticking(at_sleep=kill))
    assert json.loads((table.folder / TICKET).read_text())["id"] == "video_gen_0"  # type: ignore[operator]
    assert len(render(shot_request(server.url), table)) == 24
    assert server.creates == 1 and not server.deleted
    assert table.notes == ["takes up the job video_gen_0 of an earlier run"]


def test_a_process_that_is_killed_by_the_system_leaves_a_job_that_is_taken_up(
    server: VideoServer, table: Table
) -> None:
    server.look = ["in_progress"] * 1000
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\n"
        "from video_server import Table, shot_request\n"
        "from moviefactory.video.remote_model import RemoteModel\n"
        "list(RemoteModel().frames_at(shot_request(sys.argv[2]), Table(Path(sys.argv[3])).desk))\n"
    )
    arguments = [sys.executable, "-c", code, str(Path(__file__).parent), server.url, str(table.folder)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(arguments, env=environment) as process:
        assert server.polled.wait(60)
        process.send_signal(signal.SIGKILL)
    server.look = []
    assert len(render(shot_request(server.url), table)) == 24
    assert server.creates == 1


@pytest.mark.parametrize("kind", ["vllm", "sglang"])
def test_a_run_that_is_killed_before_the_answer_finds_its_job_in_the_list(table: Table, kind: str) -> None:
    with serving(VideoServer(kind, create=["close-after"])) as server:
        server.new_job({"prompt": "A red car waits, in Wan's words.", "size": "96x64"})  # somebody's, from before
        killed(shot_request(server.url), table, Ticking(at_sleep=kill))
        assert json.loads((table.folder / TICKET).read_text())["id"] == ""  # type: ignore[operator]
        assert len(render(shot_request(server.url), table)) == 24
        assert server.creates == 1 and table.facts["remote_id"] == "video_gen_1"
        assert bool(table.notes) == (kind == "sglang")  # it does not say prompts: the person is told


def test_a_video_that_was_fetched_is_not_asked_for_again(server: VideoServer, table: Table) -> None:
    broken_off(shot_request(server.url), table)
    before, table.facts = len(server.asked), {}
    assert len(render(shot_request(server.url), table)) == 24
    assert len(server.asked) == before and table.facts["remote_id"] == "video_gen_0"


def test_a_kept_video_that_was_cut_short_is_fetched_again(server: VideoServer, table: Table) -> None:
    broken_off(shot_request(server.url), table)
    (table.folder / "remote.mp4").write_bytes(server.film[:900])  # type: ignore[operator]
    assert len(render(shot_request(server.url), table)) == 24
    assert server.creates == 1 and server.count("GET", "/content") == 2


def test_a_changed_shot_stops_its_old_job_and_starts_another(server: VideoServer, table: Table) -> None:
    server.look = ["queued"]
    killed(shot_request(server.url), table, Ticking(at_sleep=kill))
    table.key = "another"
    assert len(render(shot_request(server.url), table)) == 24
    assert server.creates == 2 and server.deleted == ["video_gen_0"]


def test_another_model_or_another_server_is_another_job(server: VideoServer, table: Table) -> None:
    server.look = ["queued"]
    killed(shot_request(server.url), table, Ticking(at_sleep=kill))
    with serving(VideoServer()) as other:
        assert len(render(shot_request(other.url), table)) == 24
        assert other.creates == 1 and not other.deleted and not server.deleted
    assert len(render(shot_request(server.url, model="wan-14b"), table)) == 24
    assert server.creates == 2


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"id": "../../admin"}', '{"known": 3}'])
def test_a_ticket_that_makes_no_sense_is_none(server: VideoServer, table: Table, text: str) -> None:
    assert table.folder is not None
    table.folder.mkdir(parents=True)
    (table.folder / TICKET).write_text(text)
    assert len(render(shot_request(server.url), table)) == 24 and server.creates == 1


@pytest.mark.parametrize("fault", ["close-after", 502, 504, "garbage-after"])
def test_a_job_whose_answer_was_lost_is_found_and_not_made_again(
    server: VideoServer, table: Table, fault: object
) -> None:
    server.create = [fault]
    assert len(render(shot_request(server.url), table)) == 24
    assert server.creates == 1 and not table.notes


def test_an_answer_that_never_comes_is_a_lost_one(
    server: VideoServer, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moviefactory.video.remote.board._CREATE_S", 0.3)
    server.create = ["hang-after"]
    assert len(render(shot_request(server.url), table)) == 24 and server.creates == 1


def test_clocks_that_differ_by_an_hour_do_not_hide_the_job(table: Table) -> None:
    for ahead_s in (3600, -3600):
        with serving(VideoServer(create=["close-after"], clock_ahead_s=ahead_s)) as server:
            table.folder = None
            assert len(render(shot_request(server.url), table)) == 24 and server.creates == 1


def test_an_order_that_never_arrived_is_sent_again_without_a_word(server: VideoServer, table: Table) -> None:
    server.create = ["close"]
    assert len(render(shot_request(server.url), table)) == 24
    assert server.creates == 2 and len(server.jobs) == 1 and not table.notes


def test_a_second_job_is_told_where_the_server_lists_none(table: Table) -> None:
    with serving(VideoServer(create=["close-after"], lists=False)) as server:
        assert len(render(shot_request(server.url), table)) == 24
        assert server.creates == 2
        assert len(table.notes) == 1 and "a second job is started" in table.notes[0]


def test_a_server_that_drops_every_order_is_asked_twice_and_no_more(table: Table) -> None:
    with serving(VideoServer(create=["close"] * 9)) as server:
        with pytest.raises(StageError, match="asked 2 times"):
            render(shot_request(server.url), table)
        assert server.creates == 2


def test_two_jobs_that_may_be_ours_are_neither(table: Table) -> None:
    with serving(VideoServer(create=["close-after"])) as server:

        def another(_: int) -> None:
            if len(server.jobs) == 1:
                server.new_job({"prompt": "A red car waits, in Wan's words.", "size": "96x64"})

        assert len(render(shot_request(server.url), table, Ticking(at_sleep=another))) == 24
        assert table.facts["remote_id"] == "video_gen_2" and "several of its jobs" in table.notes[0]


def test_where_the_list_is_out_of_reach_the_intent_stays_for_the_next_run(server: VideoServer, table: Table) -> None:
    server.create, server.listing = ["close-after"], ["", "close", "close"]
    with pytest.raises(StageError, match="broke off"):
        render(shot_request(server.url), table)
    assert len(render(shot_request(server.url), table)) == 24 and server.creates == 1


def test_a_job_that_the_server_forgot_is_made_again_once(server: VideoServer, table: Table) -> None:
    server.look = ["in_progress", "forget", 404]
    assert len(render(shot_request(server.url), table)) == 24
    assert server.creates == 2 and "started anew" in table.notes[0]
    server.look, table.folder = ["forget", 404] * 9, None
    with pytest.raises(StageError, match="forgets its jobs"):
        render(shot_request(server.url), table)
    assert server.creates == 4


def test_one_404_is_a_hiccup(server: VideoServer, table: Table) -> None:
    server.look = ["queued", 404, "in_progress", 404]
    assert len(render(shot_request(server.url), table)) == 24 and server.creates == 1


@pytest.mark.parametrize("word", ["expired", "deleted", "cancelled"])
def test_a_stored_job_that_is_over_is_made_again(server: VideoServer, table: Table, word: str) -> None:
    server.look = ["queued"]
    killed(shot_request(server.url), table, Ticking(at_sleep=kill))
    server.look = [word]
    assert len(render(shot_request(server.url), table)) == 24 and server.creates == 2


# Stopping.


def test_the_deadline_stops_the_job(server: VideoServer, table: Table) -> None:
    server.look, ticking = ["in_progress"] * 500, Ticking()
    with pytest.raises(StageError, match=r"video_gen_0 was not ready.*deadline_minutes"):
        render(shot_request(server.url, deadline_minutes=2), table, ticking)
    assert server.deleted == ["video_gen_0"] and sum(ticking.slept) == pytest.approx(120)
    assert not (table.folder / TICKET).exists()  # type: ignore[operator]


def test_ctrl_c_leaves_a_job_that_can_be_taken_up_and_stops_one_that_cannot(server: VideoServer, table: Table) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    server.look = ["in_progress"]
    with pytest.raises(KeyboardInterrupt):
        render(shot_request(server.url), table, Ticking(at_sleep=interrupt))
    assert not server.deleted and "the same command takes it up" in table.notes[0]
    server.look = ["in_progress"]
    with pytest.raises(KeyboardInterrupt):
        list(RemoteModel(Ticking(at_sleep=interrupt).clock).frames(shot_request(server.url)))
    assert server.deleted == ["video_gen_1"]


def test_a_job_whose_id_cannot_be_kept_is_stopped(
    server: VideoServer, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(folder: Path, ticket: Any) -> None:
        if ticket.id:
            raise StorageError("the disk is full")

    monkeypatch.setattr("moviefactory.video.remote.jobs.write_ticket", full)
    with pytest.raises(StorageError):
        render(shot_request(server.url), table)
    assert server.deleted == ["video_gen_0"]
