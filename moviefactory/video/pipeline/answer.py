"""What a pipeline gave back, as a clip of bytes and a sound: whatever its output is called and however it is laid out.

Nothing is bent into shape: a clip of another size, of too few frames or with numbers that are none is an error that
says what came back. Duck-typed; imports no torch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from moviefactory.errors import StageError
from moviefactory.video.pipeline.rules import config_of

if TYPE_CHECKING:
    from moviefactory.video.pipeline.call import Wish

_PICTURES = ("frames", "video", "videos", "images")
_SOUNDS = ("audio", "sound")
_SLACK = 0.02  # of 0..1 that rounding in 16 bits may step over


def clip_of(output: Any, wish: Wish) -> NDArray[np.uint8]:
    """The clip in `output`: uint8 (wish.frames, h, w, 3) of exactly wish.size_px; frames beyond those are cut off.

    Takes arrays, tensors and pictures, in a batch or not, channels last or first, as bytes or in 0..1. Raises
    StageError for anything else, for too few frames, another size, and numbers that are not finite.
    """
    clip = _channels_last(_frames(_found(output, _PICTURES)))
    frames, high, wide = clip.shape[:3]
    if (wide, high) != wish.size_px:
        raise StageError(
            f"the model was asked for {wish.size_px[0]}x{wish.size_px[1]} and made {wide}x{high}: it rounds sizes by a "
            "rule of its own. Set video.diffusion.native_px to a size that it makes, or video.diffusion.wide to false"
        )
    if frames < wish.frames:
        raise StageError(
            f"the model was asked for {wish.frames} frames and made {frames}: it cannot do more in one pass. Set "
            f"video.diffusion.most_frames to {frames}, and longer shots are chained"
        )
    return _bytes(clip[: wish.frames])


def sound_of(output: Any, pipe: Any) -> tuple[NDArray[np.float32], int] | None:
    """The sound that came with the clip: float32 (samples, channels) in -1..1 and its rate in Hz; None where none did.

    Raises StageError where it is not a sound, or where its rate is nowhere to be read.
    """
    found = next((value for name in _SOUNDS if (value := getattr(output, name, None)) is not None), None)
    if found is None:
        return None
    sound = np.asarray(_array(found[0] if isinstance(found, list | tuple) else found), dtype=np.float32)
    sound = sound[0] if sound.ndim == 3 else sound
    sound = sound[:, None] if sound.ndim == 1 else sound
    if sound.ndim != 2 or not sound.size or not np.isfinite(sound).all():
        raise StageError(
            f"the model's sound is none: an array of shape {sound.shape}, or numbers that are not finite. Set "
            "video.diffusion.dtype to bfloat16 or float32"
        )
    if sound.shape[0] < sound.shape[1]:
        sound = sound.T
    return np.ascontiguousarray(np.clip(sound, -1, 1)), _sound_rate(pipe)


def _sound_rate(pipe: Any) -> int:
    """LTX-2 has it in its vocoder, Kandinsky 6 in itself, Cosmos 3 in its sound tokenizer."""
    places = (
        ("vocoder", "output_sampling_rate"),
        ("sound_tokenizer", "sampling_rate"),
        ("audio_vae", "sample_rate"),
    )
    for part, name in places:
        if rate := config_of(getattr(pipe, part, None)).get(name):
            return int(rate)
    if rate := getattr(pipe, "audio_sample_rate", None):
        return int(rate)
    raise StageError(f"{type(pipe).__name__} made a sound, but says nowhere at which rate; it cannot be kept")


def _found(output: Any, names: tuple[str, ...]) -> Any:
    for name in names:
        value = output.get(name) if isinstance(output, dict) else getattr(output, name, None)
        if value is not None:
            return value
    if isinstance(output, tuple) and output:
        return output[0]
    raise StageError(f"the model gave back {type(output).__name__}, which has none of {', '.join(names)}")


def _array(value: Any) -> NDArray[Any]:
    """A tensor, a picture or an array as an array; 16-bit floats of torch have no twin in numpy."""
    if hasattr(value, "detach"):
        value = value.detach().cpu()
        value = value.float().numpy() if value.is_floating_point() else value.numpy()
    if hasattr(value, "convert"):
        value = value.convert("RGB")
    return np.asarray(value)


def _frames(value: Any) -> NDArray[Any]:
    """(frames, ., ., .) of the first clip of a batch, or of a lone clip."""
    if isinstance(value, list | tuple):
        if not value:
            raise StageError("the model gave back no frames")
        if isinstance(value[0], list | tuple):
            return _frames(value[0])
        first = _array(value[0])
        return first if first.ndim == 4 else np.stack([_array(one) for one in value])
    array = _array(value)
    return array[0] if array.ndim == 5 else array


def _channels_last(clip: NDArray[Any]) -> NDArray[Any]:
    if clip.ndim == 4:
        if clip.shape[3] == 3:
            return clip
        if clip.shape[1] == 3:
            return clip.transpose(0, 2, 3, 1)
        if clip.shape[0] == 3:
            return clip.transpose(1, 2, 3, 0)
    raise StageError(
        f"the model gave back an array of shape {clip.shape}, which is no clip of frames in three colours. Is it a "
        "video pipeline? Name its class with video.diffusion.pipeline"
    )


def _bytes(clip: NDArray[Any]) -> NDArray[np.uint8]:
    """Frame by frame: a float copy of a long clip would be gigabytes."""
    if clip.dtype == np.uint8:
        return np.ascontiguousarray(clip)
    made = np.empty(clip.shape, dtype=np.uint8)
    for number, frame in enumerate(clip):
        values = np.asarray(frame, dtype=np.float32)
        if not np.isfinite(values).all():
            raise StageError(
                f"frame {number} of {len(clip)} holds numbers that are not finite: the weights overflow in 16 bits. "
                "Set video.diffusion.dtype to bfloat16 or float32"
            )
        low, high = float(values.min()), float(values.max())
        if low < -_SLACK or high > 1 + _SLACK:
            raise StageError(f"frame {number} holds values from {low:.3g} to {high:.3g}; pictures lie between 0 and 1")
        made[number] = np.rint(np.clip(values, 0, 1) * 255)
    return made
