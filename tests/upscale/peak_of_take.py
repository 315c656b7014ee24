"""A program for tests of memory: FOLDER FRAMES WIDTH HEIGHT DTYPE FLOW; prints its peak resident memory in bytes.

The network has the published width and few layers: memory depends on the width alone. FLOW "shallow"
puts one convolution in the place of the flow's network, for the sake of time.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))


def main(folder: Path, frames: int, columns: int, rows: int, dtype: str, flow: str) -> int:
    import torch
    from streaming_trial import shallow_flow

    from moviefactory.jobs.job import Tell
    from moviefactory.machine.free_memory import peak_bytes
    from moviefactory.upscale import Take
    from moviefactory.upscale.checkpoint import Sizes
    from moviefactory.upscale.memory_plan import GB, plan_memory
    from moviefactory.upscale.realbasicvsr import RealBasicVSR
    from moviefactory.upscale.streaming import enlarged_frames, prepared

    torch.set_num_threads(1)
    picture = np.random.default_rng(0).integers(0, 256, (rows, columns, 3), np.uint8)

    def read(start: int) -> Iterator[np.ndarray]:
        return (np.roll(picture, number, 1) for number in range(start, frames))

    network = RealBasicVSR(Sizes(64, 1, 1))
    if flow == "shallow":
        network.basicvsr.spynet = shallow_flow()
    network = prepared(network, "cpu", dtype)
    plan = plan_memory(frames, (columns, rows), dtype=dtype, free_bytes=16 * GB, disk_bytes=1000 * GB)
    take = Take(frames, (columns, rows), read, folder, "peak")
    assert sum(1 for _ in enlarged_frames(network, take, 0, plan, Tell())) == frames
    return peak_bytes("cpu")


if __name__ == "__main__":
    sys.stdout.write(str(main(Path(sys.argv[1]), *map(int, sys.argv[2:5]), *sys.argv[5:7])))
