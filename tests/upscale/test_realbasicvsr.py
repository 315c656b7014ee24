"""The network gives the authors' numbers. Their own network (MMEditing 0.16.1, its code from PyPI, assertions off) gave
the known answers: 2,000 values of each output, with the seeded weights and clips of `tiny_upscaler`."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from tiny_upscaler import clip, generator_shapes, tiny_checkpoint  # noqa: E402

from moviefactory.upscale.checkpoint import Sizes  # noqa: E402
from moviefactory.upscale.realbasicvsr import RealBasicVSR, load_realbasicvsr, warp  # noqa: E402

torch.set_num_threads(1)
ANSWERS = Path(__file__).parent / "parity" / "known_answers.npz"
PUBLISHED_KEYS = "06fbef611c463c0b3b390e093a772d6206b6acd790bc52fa2634872435cebc37"  # sha256 of "key shape" lines


@dataclass(frozen=True)
class Case:
    shape: tuple[int, int, int, int]  # n, t, h, w
    seed: int
    sizes: tuple[int, int, int] = (8, 2, 2)
    threshold: float = 255.0
    kind: str = "moving"


CASES = {
    "five frames": Case((1, 5, 64, 64), 6),
    "odd sides": Case((1, 3, 67, 45), 1),
    "40x48": Case((1, 3, 40, 48), 2),
    "one frame": Case((1, 1, 64, 72), 3),
    "a batch": Case((2, 3, 48, 56), 4),
    "static": Case((1, 4, 64, 64), 5, kind="static"),
    "mirror": Case((1, 4, 48, 80), 7, kind="mirror"),
    "odd count of static frames": Case((1, 3, 33, 35), 8, kind="static"),
    "cleaned twice": Case((1, 3, 64, 64), 19, threshold=5.9),
    "cleaned three times": Case((1, 3, 64, 64), 9, threshold=1.5),
    "as published": Case((1, 2, 34, 38), 10, sizes=(64, 20, 20)),
    "tiny": Case((1, 3, 5, 7), 11),
}


def network(folder: Path, case: Case, layout: str = "published") -> RealBasicVSR:
    return load_realbasicvsr(tiny_checkpoint(folder / "weights.pth", *case.sizes, case.seed, layout), case.threshold)


@pytest.mark.parametrize("name", CASES)
def test_the_numbers_are_the_authors(tmp_path: Path, name: str) -> None:
    case = CASES[name]
    frames = torch.from_numpy(clip(*case.shape, case.seed, case.kind))
    before = frames.clone()
    large = network(tmp_path, case)(frames)
    n, t, h, w = case.shape
    assert large.shape == (n, t, 3, 4 * h, 4 * w)
    assert torch.equal(frames, before)
    places = np.random.RandomState(0).randint(0, large.numel(), 2000)
    with np.load(ANSWERS) as answers:
        known = answers[name]
    assert np.abs(large.flatten().numpy()[places] - known).max() <= 1e-5
    assert known.std() > 0.05  # there is a picture to compare


def test_it_has_the_keys_and_shapes_of_the_published_file() -> None:
    with torch.device("meta"):
        shapes = {key: tuple(value.shape) for key, value in RealBasicVSR(Sizes()).state_dict().items()}
    assert shapes == generator_shapes()
    lines = "\n".join(f"{key} {shape}" for key, shape in sorted(shapes.items()))
    assert (len(shapes), hashlib.sha256(lines.encode()).hexdigest()) == (320, PUBLISHED_KEYS)


def test_the_parts_one_by_one_give_the_whole(tmp_path: Path) -> None:
    net = network(tmp_path, CASES["odd sides"])
    frames = torch.from_numpy(clip(1, 3, 21, 30, seed=3))
    whole, net, cleaned = net(frames), net.basicvsr, net.clean(frames)
    later = None
    features = []
    for i in (2, 1, 0):
        flow = net.flow(cleaned[:, i], cleaned[:, i + 1]) if later is not None else None
        later = net.step_back(cleaned[:, i], later, flow)
        features.append(later)
    first = net.head(cleaned[:, 0], features[2], net.step_on(cleaned[:, 0], None, None))
    assert (first - whole[:, 0]).abs().max() <= 1e-6


def test_a_later_frame_tells_of_an_earlier_one_and_the_other_way_round(tmp_path: Path) -> None:
    net = network(tmp_path, CASES["five frames"])
    frames = torch.from_numpy(clip(1, 4, 32, 40))
    first, last = frames.clone(), frames.clone()
    first[:, 0] = 1 - first[:, 0]
    last[:, -1] = 1 - last[:, -1]
    usual = net(frames)
    assert (net(first)[:, -1] - usual[:, -1]).abs().max() > 1e-4
    assert (net(last)[:, 0] - usual[:, 0]).abs().max() > 1e-4


def test_without_cleaning_blocks_frames_are_not_cleaned(tmp_path: Path) -> None:
    case = CASES["five frames"]
    frames = torch.from_numpy(clip(1, 2, 32, 40))
    plain, cleaning = network(tmp_path, case, "basicsr"), network(tmp_path, case)
    assert (plain.cleans, cleaning.cleans) == (False, True)
    assert torch.equal(plain.clean(frames), frames)
    assert torch.allclose(plain(cleaning.clean(frames)), cleaning(frames), atol=1e-5)


def test_channels_last_changes_nothing(tmp_path: Path) -> None:
    net = network(tmp_path, CASES["odd sides"])
    frames = torch.from_numpy(clip(1, 2, 33, 47))
    usual = net(frames)
    assert (net.to(memory_format=torch.channels_last)(frames) - usual).abs().max() <= 1e-5


def test_a_flow_is_a_place_in_pixels_and_beyond_the_edge_is_nothing_or_the_edge() -> None:
    picture = torch.arange(12.0).view(1, 1, 3, 4)
    flow = torch.zeros(1, 2, 3, 4)
    flow[:, 0] = 1.0  # one to the right
    assert warp(picture, flow, "zeros")[0, 0, 0].tolist() == pytest.approx([1, 2, 3, 0], abs=1e-5)
    assert warp(picture, flow, "border")[0, 0, 0].tolist() == pytest.approx([1, 2, 3, 3], abs=1e-5)


def test_half_precision_features_are_looked_up_at_exact_places() -> None:
    picture = torch.linspace(0, 1, 768).view(1, 1, 1, 768).expand(1, 1, 2, 768).bfloat16()
    moved = warp(picture, torch.zeros(1, 2, 2, 768, dtype=torch.bfloat16), "zeros")
    assert moved.dtype == torch.bfloat16
    assert (moved.float() - picture.float()).abs().max() <= 1 / 256  # one step of bfloat16: not three pixels off


@pytest.mark.parametrize("size", [(1, 1), (5, 9), (32, 24)])
def test_where_a_device_knows_no_border_clamped_coordinates_are_the_same(size: tuple[int, int]) -> None:
    torch.manual_seed(0)
    h, w = size
    picture, flow = torch.rand(2, 3, h, w), 60 * torch.randn(2, 2, h, w)
    rows, columns = torch.arange(h).view(1, h, 1), torch.arange(w).view(1, 1, w)
    x = (columns + flow[:, 0]).clamp(0, w - 1) - columns
    y = (rows + flow[:, 1]).clamp(0, h - 1) - rows
    assert torch.allclose(warp(picture, flow, "border"), warp(picture, torch.stack([x, y], 1), "zeros"), atol=1e-4)
