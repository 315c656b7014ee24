"""Keys go to the address that the environment names and to no other; nothing foreign is followed, shown or awaited."""

from pathlib import Path

import pytest
from video_server import SECRET, Asked, Table, Ticking, VideoServer, broken_off, film, shot_request

from moviefactory.errors import PlanError, StageError
from moviefactory.settings import RemoteSettings
from moviefactory.video.remote.server import Server, server_of
from moviefactory.video.remote.wire import Clock, Unreached, Wire, words_in
from moviefactory.video.remote_model import RemoteModel

ADDRESS, KEY = "MOVIEFACTORY_VIDEO_BASE_URL", "MOVIEFACTORY_VIDEO_API_KEY"


def bearers(asked: list[Asked]) -> set[str | None]:
    return {one.headers.get("authorization") for one in asked}


def render(url: str) -> int:
    return len(list(RemoteModel(Ticking().clock).frames_at(shot_request(url), Table().desk)))


def test_the_key_goes_to_the_address_of_the_environment(server: VideoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ADDRESS, server.url + "/v1")
    monkeypatch.setenv(KEY, SECRET)
    server.key = SECRET
    assert render("") == 24 and render(server.url) == 24  # the plan may name the same server
    assert bearers(server.asked) == {f"Bearer {SECRET}"}


@pytest.mark.parametrize("named", ["", "http://127.0.0.1:1", "https://127.0.0.1:{port}", "http://localhost:{port}"])
def test_the_key_goes_to_no_other_address_however_alike(
    server: VideoServer, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.setenv(ADDRESS, named.format(port=server.port))
    monkeypatch.setenv(KEY, SECRET)
    assert render(server.url) == 24 and bearers(server.asked) == {None}
    server.key = SECRET
    with pytest.raises(StageError, match=f"yours is kept back.*{ADDRESS}"):
        render(server.url)
    assert SECRET not in str([one.headers for one in server.asked])


def test_a_password_of_the_address_is_used_and_not_shown(server: VideoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ADDRESS, f"http://me:pa%40ss%20word@127.0.0.1:{server.port}")
    table = Table()
    list(RemoteModel(Ticking().clock).frames_at(shot_request(""), table.desk))
    assert bearers(server.asked) == {"Basic bWU6cGFAc3Mgd29yZA=="}
    assert table.facts["server"] == server.url and "pa" not in repr(server_of(RemoteSettings()))


@pytest.mark.parametrize(
    "address", ["localhost:8000", "ftp://x", "http://", "http://[::1", "http://x:99999", "nonsense"]
)
def test_an_address_that_is_none_is_told_without_repeating_it(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv(ADDRESS, address)
    with pytest.raises(PlanError, match=f"{ADDRESS}: that is no address"):
        server_of(RemoteSettings())


def test_a_key_with_a_line_break_is_told_without_repeating_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ADDRESS, "http://localhost:8000")
    monkeypatch.setenv(KEY, "sk-abc\r\nX-Evil: 1")
    with pytest.raises(PlanError, match=KEY) as caught:
        server_of(RemoteSettings())
    assert "Evil" not in str(caught.value)


def test_what_looks_like_a_key_is_hidden_and_a_line_stays_short() -> None:
    server = Server("http://localhost", key="abcd1234")
    text = server.scrubbed(
        "key abcd1234, sk-0123456789abc\nBearer eyJhbGciOi.x9 http://me:pw@host/ \x1b[31m" + "z" * 900
    )
    for secret in ("abcd1234", "sk-0123456789abc", "eyJhbGciOi", "me:pw", "\x1b", "\n"):
        assert secret not in text
    assert len(text) <= 300


@pytest.mark.parametrize(
    "url",
    ["http://evil.example/x", "//evil.example/x", "http://127.0.0.1:1/x", "https://localhost:8000/x", "file:///etc/passwd",
     "http://localhost:8000@evil.example/x", "http://[bad", "http://localhost:8000.evil.example/"],
)  # fmt: skip
def test_an_address_of_another_host_is_not_followed(url: str) -> None:
    wire = Wire(Server("http://localhost:8000/v1"), Clock())
    with pytest.raises(StageError, match="not followed"):
        wire.same_host(url)
    wire.close()


@pytest.mark.parametrize(
    ("url", "full"),
    [("/files/a.mp4", "http://localhost:8000/files/a.mp4"), ("files/a.mp4", "http://localhost:8000/v1/files/a.mp4"),
     ("http://LOCALHOST:8000/a", "http://LOCALHOST:8000/a")],
)  # fmt: skip
def test_an_address_of_the_same_host_is_followed(url: str, full: str) -> None:
    wire = Wire(Server("http://localhost:8000/v1"), Clock())
    assert wire.same_host(url) == full
    wire.close()


def test_an_endless_answer_is_left(server: VideoServer) -> None:
    wire = Wire(Server(server.url), Clock())
    job = server.new_job({})
    with pytest.raises(StageError, match="more than 0 MB"):
        wire.ask("GET", f"{server.url}/v1/videos/{job['id']}/content", most=1000)
    wire.close()


def test_a_server_that_speaks_no_tls_is_told_so(server: VideoServer) -> None:
    wire = Wire(Server(f"https://127.0.0.1:{server.port}"), Clock())
    with pytest.raises(Unreached, match="does not speak https; try http://"):
        wire.ask("GET", f"https://127.0.0.1:{server.port}/v1/videos")
    wire.close()


def test_the_time_of_a_retry_may_be_a_date(server: VideoServer) -> None:
    server.retry_after = "Wed, 21 Oct 2015 07:28:10 GMT"
    wire = Wire(Server(server.url), Clock(now=lambda: 1445412480.0))
    assert wire.ask("GET", f"{server.url}/v1/videos/none").wait_s == 10.0
    for nonsense in ("soon", "-5", "nan", "inf", "1e99"):
        server.retry_after = nonsense
        assert wire.ask("GET", f"{server.url}/v1/videos/none").wait_s is None
    wire.close()


@pytest.mark.parametrize(
    ("value", "words"),
    [({"error": {"message": "a"}}, "a"), ({"detail": [{"loc": ["body", "fps"], "msg": "too high"}]}, "fps: too high"),
     ({"error": "b"}, "b"), ({"message": {"reason": "c"}}, "c"), ([{"msg": "d"}, "e"], "d; e"), (None, ""), ({}, ""),
     ({"code": 7}, '{"code": 7}')],
)  # fmt: skip
def test_words_are_found_in_the_many_forms_of_an_error(value: object, words: str) -> None:
    assert words_in(value) == words


def test_the_ticket_of_a_job_holds_no_key(server: VideoServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(ADDRESS, f"http://user:{SECRET}@127.0.0.1:{server.port}")
    monkeypatch.setenv(KEY, SECRET)
    server.film = film()
    broken_off(shot_request(""), Table(tmp_path / "left"))
    text = (tmp_path / "left" / "job.json").read_text()
    assert SECRET not in text and "user" not in text and server.url in text


@pytest.mark.parametrize(("name", "value"), [("ALL_PROXY", "socks9://x:1"), ("SSL_CERT_FILE", "/no/such/file.pem")])
def test_a_proxy_or_a_certificate_that_cannot_be_used_is_told(
    server: VideoServer, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(StageError, match="mend or unset it"):
        render(server.url)
