"""What is asked of a video server for one shot, and how each protocol spells it. Sends nothing.

The server is asked for as many frames as the shot lasts at `video.remote.frame_rate` (where the plan says nothing: the
movie's, halved until a model can mean it), rounded up to 8k + 1, which every family of models takes.
`video.remote.extra` adds fields and replaces ours; an empty text leaves a field out, for servers that refuse it.

A first picture is shown to the server as the clip will show it: where the server renders a less wide picture, it lies
in the middle of that, so that the crop at the end takes away what was added and nothing else.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

from moviefactory.errors import PlanError, StageError
from moviefactory.media.frames import Frame, read_frames
from moviefactory.media.pictures import read_picture
from moviefactory.settings import RemoteSettings
from moviefactory.video import Desk, ShotRequest
from moviefactory.video.pipeline.fit import SLIVER, padded, resized
from moviefactory.video.pipeline.shape import centred, snapped, window_of
from moviefactory.video.pipeline.sized_pictures import png

STRIDE = 8  # of the frame numbers asked for: 8k + 1 is also 4k + 1
FASTEST = 30  # frames per second; no open model means more
_SEEDS = 0x7FFFFFFF  # LocalAI reads a signed 32-bit number

Size = tuple[int, int]
Field = tuple[str, tuple[str | None, Any] | tuple[str, bytes, str]]


@dataclass(frozen=True)
class Order:
    """One shot as it is asked of any server. `image` is a PNG of the first frame, of `size_px` (width, height)."""

    prompt: str
    negative: str
    model: str
    size_px: Size
    frame_rate: int
    frames: int
    seconds: int
    seed: int
    steps: int | None
    guidance: float | None
    extra: Mapping[str, Any]
    image: bytes = b""
    in_middle: bool = False  # the image's own picture lies in the middle, with something added around it


def order_of(request: ShotRequest, desk: Desk) -> Order:
    """What is asked for `request`. Raises PlanError where a protocol needs a model's name, PlanError or StageError
    for a picture that cannot be read."""
    settings, remote = request.settings, request.settings.remote
    if not settings.model and remote.protocol != "jobs":
        raise PlanError(
            f"video.model: the protocol {remote.protocol} needs the name of a model on the server (--model)"
        )
    size_px = remote.size_px or request.size_px
    rate = asked_rate(remote, request.frame_rate)
    image, in_middle = _first_picture(desk, request.size_px, size_px)
    return Order(
        prompt=request.prompt or request.shot.prompt,
        negative=request.negative,
        model=settings.model,
        size_px=size_px,
        frame_rate=rate,
        frames=snapped(ceil((request.frames - 1) * rate / request.frame_rate) + 1, STRIDE),
        seconds=max(1, ceil(request.frames / request.frame_rate)),
        seed=request.seed & _SEEDS,
        steps=remote.steps,
        guidance=remote.guidance,
        extra=remote.extra,
        image=image,
        in_middle=in_middle,
    )


def asked_rate(settings: RemoteSettings, frame_rate: Fraction) -> int:
    """Frames per second that are asked for in a movie of `frame_rate`: servers read whole numbers."""
    if settings.frame_rate:
        return max(1, round(settings.frame_rate))
    rate = Fraction(frame_rate)
    while rate > FASTEST:
        rate /= 2
    return max(1, round(rate))


def job_form(order: Order, token: str) -> list[Field]:
    """The fields of POST /v1/videos. Size and length are said in both ways that servers know; they ignore the other.

    `token` goes into `user`, OpenAI's field for the caller's own mark: harmless where it is not kept.
    """
    width, height = order.size_px
    fields = {
        "prompt": order.prompt, "model": order.model, "seconds": order.seconds, "num_frames": order.frames,
        "fps": order.frame_rate, "size": f"{width}x{height}", "width": width, "height": height, "seed": order.seed,
        "negative_prompt": order.negative, "num_inference_steps": order.steps, "guidance_scale": order.guidance,
        "user": token,
    }  # fmt: skip
    form: list[Field] = [(name, (None, _text(value))) for name, value in _kept(fields, order).items()]
    if order.image:
        form.append(("input_reference", ("first.png", order.image, "image/png")))
    return form


def localai_body(order: Order) -> dict[str, Any]:
    """The body of LocalAI's POST /video. The video is asked for in the answer: no address has to be followed."""
    width, height = order.size_px
    fields = {
        "model": order.model, "prompt": order.prompt, "negative_prompt": order.negative, "width": width,
        "height": height, "size": f"{width}x{height}", "num_frames": order.frames, "fps": order.frame_rate,
        "seconds": str(order.seconds), "seed": order.seed, "cfg_scale": order.guidance, "step": order.steps,
        "start_image": base64.b64encode(order.image).decode(), "response_format": "b64_json",
    }  # fmt: skip
    return _kept(fields, order)


def xinference_body(order: Order) -> dict[str, Any]:
    """The body of Xinference's POST /v1/video/generations. Its `kwargs` go to the pipeline as they are, so that a seed,
    which pipelines take as a generator only, cannot be asked for."""
    width, height = order.size_px
    fields = {
        "width": width, "height": height, "num_frames": order.frames, "fps": order.frame_rate,
        "negative_prompt": order.negative, "num_inference_steps": order.steps, "guidance_scale": order.guidance,
    }  # fmt: skip
    return {"model": order.model, "prompt": order.prompt, "n": 1, "kwargs": json.dumps(_kept(fields, order))}


def xinference_form(order: Order) -> list[Field]:
    """The fields of its /v1/video/generations/image, for an order with a picture."""
    form: list[Field] = [(name, (None, _text(value))) for name, value in xinference_body(order).items()]
    return [*form, ("image", ("first.png", order.image, "image/png"))]


def _kept(fields: Mapping[str, Any], order: Order) -> dict[str, Any]:
    """`fields` and the plan's extra ones, without those that say nothing."""
    return {name: value for name, value in {**fields, **order.extra}.items() if value is not None and value != ""}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _first_picture(desk: Desk, clip_px: Size, size_px: Size) -> tuple[bytes, bool]:
    """A PNG of the shot's key frame, else of the first frame of its guide, and whether something was added around it;
    empty where there is neither. Raises PlanError or StageError for one that cannot be read."""
    if path := desk.sources.get("key_frame"):
        picture = read_picture(path, "its key frame")
    elif path := desk.sources.get("guide"):
        picture = _first_frame(path)
    else:
        return b"", False
    picture, in_middle = _as_asked(picture, clip_px, size_px)
    return png(picture), in_middle


def _as_asked(picture: Frame, clip_px: Size, size_px: Size) -> tuple[Frame, bool]:
    """`picture` in the size that is asked for, and whether it lies in the middle of something that was added."""
    if _alike((picture.shape[1], picture.shape[0]), size_px):
        return resized(_middle(picture, size_px), size_px), False
    shown = _middle(picture, clip_px)
    if _alike((shown.shape[1], shown.shape[0]), size_px):
        return resized(_middle(shown, size_px), size_px), False
    return padded(shown, size_px), True


def _alike(one: Size, other: Size) -> bool:
    """Whether two sizes have the same aspect, but for a sliver."""
    return abs(one[0] * other[1] / (one[1] * other[0]) - 1) <= SLIVER


def _middle(picture: Frame, size_px: Size) -> Frame:
    """The middle of `picture` with the aspect of `size_px`."""
    height, width = picture.shape[:2]
    wide, tall = window_of((width, height), size_px)
    x, y = centred((width, height), (wide, tall))
    return picture[y : y + tall, x : x + wide]


def _first_frame(path: Path) -> Frame:
    for frame in read_frames(path, stop=1):
        return frame
    raise StageError(f"the guide {path} holds no frame; remove it, and it is drawn again")
