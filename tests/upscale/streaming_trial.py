"""Takes and networks for tests of streaming; as a program: kill runs at every write of theirs and compare the frames.

For each write W of a run: a process is killed (SIGKILL) halfway through its write number W, the next one halfway
through a write soon after it took up the work, and a third ends. Prints the number of kills and of runs that ended with
other frames than one that nobody killed.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

FRAMES, SEGMENT = 5, 2
Clip = np.ndarray[Any, Any]


def rough_network(threshold: float = 255.0, cleaning: int = 2, *, shallow: bool = False) -> Any:
    """A small network whose parts all show in the picture. The flow's network is the largest part of it, and changes
    nothing in what is kept and taken up: `shallow` puts one convolution in its place."""
    import torch

    from moviefactory.upscale.checkpoint import Sizes
    from moviefactory.upscale.realbasicvsr import RealBasicVSR

    torch.manual_seed(3)
    network = RealBasicVSR(Sizes(8, 2, cleaning), threshold).eval().requires_grad_(False)
    network.basicvsr.conv_last.weight.mul_(12.0)
    for level in network.basicvsr.spynet.basic_module:
        level.basic_module[4].conv.weight.mul_(6.0)  # flows of pixels
    if shallow:
        network.basicvsr.spynet = shallow_flow()
    if cleaning:
        network.image_cleaning[1].weight.mul_(0.4)
        network.image_cleaning[1].bias.mul_(0.1)
    return network


def shallow_flow() -> Any:
    """In the place of SPyNet: a convolution of both frames."""
    import torch

    class ShallowFlow(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv = torch.nn.Conv2d(6, 2, 3, 1, 1)
            self.requires_grad_(False)

        def forward(self, frame: Any, other: Any) -> Any:
            return 4.0 * self.conv(torch.cat([frame, other], 1))

    return ShallowFlow()


def drawn_clip(frames: int, height: int, width: int, seed: int = 0) -> Clip:
    """Sixteen-bit noise that moves and changes."""
    draw = np.random.default_rng(seed)
    picture = draw.integers(0, 65536, (height, width, 3))
    moved = [np.roll(picture, (number, 2 * number), (0, 1)) for number in range(frames)]
    return (0.7 * np.stack(moved) + 0.3 * draw.integers(0, 65536, (frames, height, width, 3))).astype(np.uint16)


def take_of(clip: Clip, folder: Path) -> Any:
    from moviefactory.upscale import Take

    frames, height, width, _ = clip.shape
    return Take(frames, (width, height), lambda start: iter(clip[start:]), folder, "key")


def whole_clip(network: Any, clip: Clip) -> Clip:
    """(t, 4h, 4w, 3) float in [0, 1]: what the network makes of all frames at once."""
    import torch

    most = 255 if clip.dtype == np.uint8 else 65535
    frames = torch.from_numpy(clip.astype(np.float32)).permute(0, 3, 1, 2)[None] / most
    with torch.inference_mode():
        large = network(frames)[0].clamp(0, 1).permute(0, 2, 3, 1).numpy()
    return np.asarray(large)


def run(folder: Path, done: Path, network: Any, every: int, kill_at: int | None) -> int:
    """Go on with the take, as a driver would: frames are written to `done` by segments. The number of writes."""
    from moviefactory.jobs.job import Tell
    from moviefactory.upscale import feature_store, streaming
    from moviefactory.upscale.memory_plan import Plan

    writes, write = 0, feature_store._write

    def write_or_die(file: Any, data: Any) -> None:
        nonlocal writes
        if writes == kill_at:
            write(file, memoryview(data)[: len(data) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        writes += 1
        write(file, data)

    feature_store._write, streaming.SEGMENT = write_or_die, SEGMENT
    start = len(list(done.glob("*.npy"))) * SEGMENT
    segment = []
    for frame in streaming.enlarged_frames(
        network, take_of(drawn_clip(FRAMES, 12, 10), folder), start, Plan(every, 5, False, 0, 0), Tell()
    ):
        segment.append(frame)
        if len(segment) == SEGMENT:
            np.save(done / f"{start:03d}.npy", np.stack(segment))
            start, segment = start + SEGMENT, []
    feature_store._write = write
    return writes


def killed(folder: Path, done: Path, network: Any, every: int, kill_at: int) -> bool:
    """Run it in a process of its own that is killed at its write `kill_at`; False where it ended before."""
    child = os.fork()
    if child == 0:
        run(folder, done, network, every, kill_at)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def frames_of(done: Path) -> Clip:
    return np.concatenate([np.load(file) for file in sorted(done.glob("*.npy"))])


def main(root: Path) -> str:
    import torch

    from moviefactory.upscale.streaming import prepared

    torch.set_num_threads(1)
    kills = different = 0
    for every, threshold in ((1, 0.001), (3, 255.0)):
        network = prepared(rough_network(threshold, shallow=True), "cpu", "fp32")
        places = [root / f"{every}-whole" / name for name in ("work", "done")]
        for place in places:
            place.mkdir(parents=True)
        writes = run(*places, network, every, None)
        wanted = frames_of(places[1])
        for kill_at in range(writes):
            folder, done = places = [root / f"{every}-{kill_at}" / name for name in ("work", "done")]
            for place in places:
                place.mkdir(parents=True)
            kills += killed(folder, done, network, every, kill_at)
            kills += killed(folder, done, network, every, kill_at % 5)
            run(folder, done, network, every, None)
            different += not np.array_equal(frames_of(done), wanted)
    return f"{kills} {different}"


if __name__ == "__main__":
    sys.stdout.write(main(Path(sys.argv[1])))
