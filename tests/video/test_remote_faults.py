"""Whatever a video server does wrong ends in the right frames, or in one line that says what to do."""

from pathlib import Path
from typing import Any

import pytest
from video_server import SECRET, Table, Ticking, VideoServer, broken_off, film, render, serving, shot_request

from moviefactory.errors import MovieFactoryError, StageError
from moviefactory.video import ShotRequest
from moviefactory.video.remote.ticket import TICKET


def failure(request: ShotRequest, table: Table, ticking: Ticking | None = None, **model: Any) -> str:
    """The one line that the render ends in."""
    with pytest.raises(MovieFactoryError) as caught:
        render(request, table, ticking, **model)
    text = str(caught.value)
    assert "\n" not in text and "\x1b" not in text and len(text) < 700 and type(caught.value).__module__ != "httpx2"
    return text


# Creating.


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            (422, {"detail": [{"loc": ["body", "size"], "msg": "must be 1280x720"}]}),
            r"422: size: must be 1280x720.*size_px",
        ),
        ((400, {"error": {"message": "prompt is too long", "type": "x"}}), "400: prompt is too long"),
        ((400, {"error": "no such model"}), "no such model"),
        ((413, "Request Entity Too Large"), "413: Request Entity Too Large"),
        ((404, {"detail": "Not Found"}), "video.remote.protocol to jobs"),
        ((405, {"detail": "Method Not Allowed"}), "video.remote.protocol to jobs"),
        ((418, [1, 2, 3]), "418: 1; 2; 3"),
        ((401, {"error": {"message": "no key"}}), "set MOVIEFACTORY_VIDEO_API_KEY"),
        ((400, "x" * 5000), "x{100,300}"),
        ((400, "\x1b[31mred\nline two"), "red line two"),
        ((400, "<html><head><title>Blocked by proxy</title></head></html>"), "a web page: Blocked by proxy"),
        ((400, ""), "status 400"),
    ],
)
def test_a_refusal_is_told_in_the_servers_words(server: VideoServer, table: Table, answer: Any, words: str) -> None:
    server.create = [answer]
    with pytest.raises(StageError, match=words):
        render(shot_request(server.url), table)
    assert server.creates == 1 and not (table.folder / TICKET).exists()  # type: ignore[operator]


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_waited_for(server: VideoServer, table: Table, status: int) -> None:
    server.create, server.retry_after = [(status, {"detail": "queue is full"})] * 3, "30"
    assert len(render(shot_request(server.url), table, ticking := Ticking())) == 24
    assert ticking.slept == [30.0] * 3 and len(server.jobs) == 1
    assert table.notes == [f"the video server is busy ({status}: queue is full); waiting"]


def test_a_server_that_stays_busy_is_left_at_the_deadline(server: VideoServer, table: Table) -> None:
    server.create = [(429, {"detail": "quota"})] * 999
    text = failure(shot_request(server.url, deadline_minutes=1), table, ticking := Ticking())
    assert "no time for the shot before the deadline (429: quota)" in text and sum(ticking.slept) == pytest.approx(60)


def test_an_error_of_the_server_is_tried_once_more_where_its_list_shows_no_job(table: Table) -> None:
    with serving(VideoServer(create=[(500, {"error": {"message": "CUDA error"}})])) as server:
        assert len(render(shot_request(server.url), table)) == 24 and len(server.jobs) == 1
        server.create = [(500, {"error": {"message": "CUDA error"}})] * 5
        table.folder = None
        assert "500: CUDA error" in failure(shot_request(server.url), table)
        assert server.creates == 4


def test_an_error_of_a_server_without_a_list_is_not_tried_again(table: Table) -> None:
    with serving(VideoServer(create=[(500, {"detail": "boom"})], lists=False)) as server:
        assert "it started no job (500: boom)" in failure(shot_request(server.url), table)
        assert server.creates == 1


@pytest.mark.parametrize(
    ("fault", "words"), [("page", "Welcome to nginx"), ("garbage", "no job"), ("nothing", "no job")]
)
def test_an_answer_that_is_no_job_is_an_error(server: VideoServer, table: Table, fault: str, words: str) -> None:
    server.create = [fault]
    assert words in failure(shot_request(server.url), table)
    assert server.creates == 1


def test_a_redirect_to_another_host_is_not_followed(server: VideoServer, table: Table) -> None:
    server.create = ["away"]
    assert "http://evil.example/v1/videos" in failure(shot_request(server.url), table)


def test_nobody_there_is_told_after_a_few_tries(table: Table) -> None:
    text = failure(shot_request("http://127.0.0.1:9"), table, ticking := Ticking())
    assert "nothing listens there; start the server" in text and len(ticking.slept) == 3


def test_a_host_that_does_not_exist_is_told(table: Table) -> None:
    text = failure(shot_request("http://no-such-host.invalid"), table)
    assert "no such host" in text or "cannot be reached" in text


def test_a_header_that_drips_forever_ends_in_time(
    server: VideoServer, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moviefactory.video.remote.board._CREATE_S", 0.2)  # at least a second
    server.create = ["drip"]
    assert len(render(shot_request(server.url), table)) == 24 and server.creates == 1


# Waiting.


def test_trouble_while_waiting_is_outlasted_and_told_once(server: VideoServer, table: Table) -> None:
    server.look = [(500, {"detail": "x"}), "close", (502, "bad gateway"), "garbage", (503, {}), "close", "in_progress"]
    assert len(render(shot_request(server.url), table)) == 24
    assert server.creates == 1 and len(table.notes) == 1 and "asking on until the deadline" in table.notes[0]


def test_trouble_that_does_not_end_is_left_at_the_deadline(server: VideoServer, table: Table) -> None:
    server.look = [(500, {"detail": "x"})] * 999
    text = failure(shot_request(server.url, deadline_minutes=3), table, ticking := Ticking())
    assert "was told to stop it" in text and sum(ticking.slept) == pytest.approx(180)


def test_answers_without_sense_are_an_error_soon(server: VideoServer, table: Table) -> None:
    server.look = ["garbage"] * 99
    assert "says no sense about the job video_gen_0" in failure(shot_request(server.url), table)
    assert len(server.look) == 94


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ({"code": 1, "message": "CUDA out of memory"}, "CUDA out of memory"),
        ("NSFW content", "NSFW content"),
        ({"message": "line one\nline two\x1b[2J"}, "line one line two"),
        ({"message": "y" * 9000}, "yyy..."),
        (None, "without a word"),
        ({"detail": [{"msg": "bad"}]}, "bad"),
    ],
)
@pytest.mark.parametrize("status", ["failed", "error"])
def test_a_failed_job_is_told_in_the_servers_words(
    server: VideoServer, table: Table, error: Any, words: str, status: str
) -> None:
    server.look = ["queued", {"status": status, "error": error}]
    text = failure(shot_request(server.url), table)
    assert "the job video_gen_0 failed there" in text and words in text
    assert len(render(shot_request(server.url), table)) == 24 and server.creates == 2  # the next run asks anew


def test_a_key_that_the_server_echoes_is_never_shown(
    table: Table, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said = {"status": "failed", "model": SECRET, "error": {"message": f"bad header Authorization: Bearer {SECRET}!"}}
    with serving(VideoServer(key=SECRET, look=["queued", said])) as server:
        monkeypatch.setenv("MOVIEFACTORY_VIDEO_BASE_URL", server.url)
        monkeypatch.setenv("MOVIEFACTORY_VIDEO_API_KEY", SECRET)
        shown = failure(shot_request(""), table) + repr(table)
        server.create = [(500, {"detail": SECRET})] * 2
        shown += failure(shot_request(server.url), table) + repr(table)
        done = {"status": "completed", "model": SECRET}
        server.look = [(429, {"detail": f"key {SECRET} is over its quota"}), done, done]
        assert len(render(shot_request(server.url), table)) == 24
        broken_off(shot_request(server.url), table)
        shown += repr(table)
        kept = "".join(path.read_text(errors="replace") for path in tmp_path.rglob("*") if path.is_file())
    assert SECRET not in shown and "quiet-river" not in shown and "[hidden]" in shown
    assert '"video_gen_' in kept and "Bearer" not in kept and SECRET not in kept


@pytest.mark.parametrize("status", ["cancelled", "canceled", "deleted", "expired"])
def test_a_job_that_somebody_stopped_is_told(server: VideoServer, table: Table, status: str) -> None:
    server.look = [status]
    assert f"somebody stopped the job video_gen_0 there ({status})" in failure(shot_request(server.url), table)
    assert server.creates == 1


@pytest.mark.parametrize("progress", [None, "half", -5, 1e400, [1], True])
def test_a_progress_that_makes_no_sense_is_shown_as_some_number(
    server: VideoServer, table: Table, progress: object
) -> None:
    server.look = [{"status": "in_progress", "progress": progress}]
    render(shot_request(server.url), table)
    assert all(0 <= done <= total == 100 for _, done, total in table.steps)


def test_a_refused_key_while_waiting_ends_the_wait_and_keeps_the_job(server: VideoServer, table: Table) -> None:
    server.look = ["queued", (401, {"detail": "key expired"})]
    assert "key expired" in failure(shot_request(server.url), table)
    assert len(render(shot_request(server.url), table)) == 24 and server.creates == 1


# Fetching.


@pytest.mark.parametrize(
    "faults",
    [
        ["cut"], ["cut", "cut", "cut"], ["half"], [(404, {"detail": "Generation is still in-progress"})],
        [(500, "x"), (503, "y")], [b""], [b"\0\0"], ["here"], [(409, {"detail": "not yet"})],
    ],
)  # fmt: skip
def test_a_video_that_comes_badly_is_fetched_again(server: VideoServer, table: Table, faults: list[Any]) -> None:
    server.content = faults
    assert len(render(shot_request(server.url), table)) == 24 and server.creates == 1


def test_a_video_that_never_comes_whole_stays_to_be_fetched_by_the_next_run(server: VideoServer, table: Table) -> None:
    server.content = ["cut"] * 5
    assert "ready, but could not be fetched" in failure(shot_request(server.url), table)
    assert len(render(shot_request(server.url), table)) == 24 and server.creates == 1


@pytest.mark.parametrize(
    "content",
    [b"no video at all", b"<html><title>Login</title></html>", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
     b"\0\0\0\x18ftypisom\0\0\0\0isomiso2" + b"\0" * 400, b"ffconcat version 1.0\nfile /etc/passwd\n"],
)  # fmt: skip
def test_what_is_no_video_is_told_and_not_kept(server: VideoServer, table: Table, content: bytes) -> None:
    server.content = [content] * 2
    assert "what it sent for video_gen_0 is no video" in failure(shot_request(server.url), table)
    assert server.count("GET", "/content") == 2 and table.folder and not table.folder.exists()


@pytest.mark.parametrize(
    ("fault", "words"),
    [("away", "169.254.169.254"), ("circle", "in a circle"), ((422, {"detail": "job failed"}), "422: job failed"),
     ((401, {}), "asks for a key")],
)  # fmt: skip
def test_a_refused_video_is_told(server: VideoServer, table: Table, fault: Any, words: str) -> None:
    server.content = [fault] * 5
    assert words in failure(shot_request(server.url), table)
    assert server.count("GET", "/content") <= 4


def test_a_huge_video_is_left_before_it_fills_the_disk(server: VideoServer, table: Table) -> None:
    server.content = ["huge"]
    assert "more than 2 MB" in failure(shot_request(server.url), table, most_bytes=2 << 20)
    assert [path.name for path in table.folder.iterdir()] == [TICKET]  # type: ignore[union-attr]


def test_a_full_disk_is_told_as_such(server: VideoServer, table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("moviefactory.video.remote.wire.synced", full)
    assert "No space left on device" in failure(shot_request(server.url), table)


def test_a_video_whose_record_is_gone_when_it_is_fetched_is_made_again(server: VideoServer, table: Table) -> None:
    server.content = [(404, {"detail": "Video not found"})] * 5
    assert len(render(shot_request(server.url), table)) == 24 and server.creates == 2


def test_a_picture_without_sound_or_a_sound_without_picture(server: VideoServer, table: Table, tmp_path: Path) -> None:
    import numpy

    from moviefactory.media.sound import write_sound

    write_sound(tmp_path / "tone.wav", numpy.zeros((4800, 2), numpy.float32))
    server.content = [(tmp_path / "tone.wav").read_bytes()] * 2
    assert "no picture in it" in failure(shot_request(server.url), table)
    server.film = film(25, 12)
    assert len(render(shot_request(server.url), table)) == 24
