"""Networks of the RIFE kind from ONNX files: fed as their inputs want it, whatever the frames' size and depth."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("onnx")

import onnx
from moving_pictures import Frame, deep, moving, texture
from onnx import TensorProto, helper
from tiny_rife import TINT, tiny_rife

from moviefactory.errors import PlanError, StageError
from moviefactory.media.retime import retimed
from moviefactory.media.rife import Rife, load_rife

BEFORE, AFTER = texture(1, 96, 64), texture(2, 96, 64)


def mixed(share: float, before: Frame = BEFORE, after: Frame = AFTER) -> Frame:
    return np.asarray(((1 - share) * before.astype(float) + share * after) * TINT)


@pytest.mark.parametrize("planes", [7, 8, 11])
@pytest.mark.parametrize("half", [False, True])
def test_one_input_of_planes_gets_frames_in_order_and_the_moment(tmp_path: Path, planes: int, half: bool) -> None:
    network = Rife(tiny_rife(tmp_path / "net.onnx", planes, half=half))
    for share in (0.25, 2 / 3):
        assert np.abs(network.between(BEFORE, AFTER, share) - mixed(share)).max() <= 0.51 + half


def test_the_grid_and_the_scales_go_where_the_eleven_planes_have_them(tmp_path: Path) -> None:
    gray, seen = np.zeros((64, 96, 3), np.uint8), {}
    for plane in range(6, 11):
        network = Rife(tiny_rife(tmp_path / f"{plane}.onnx", 11, show=plane))
        seen[plane] = network.between(deep(gray), deep(gray), 0.25)[..., 0] / 65535
    assert np.allclose(seen[6], 0.25, atol=1e-4)
    x, y = np.meshgrid(np.linspace(-1, 1, 96), np.linspace(-1, 1, 64))
    assert np.allclose(seen[7], x.clip(0), atol=1e-4) and np.allclose(seen[8], y.clip(0), atol=1e-4)
    assert np.allclose(seen[9], 2 / 95, atol=1e-4) and np.allclose(seen[10], 2 / 63, atol=1e-4)


def test_the_eighth_plane_is_a_scale_of_one(tmp_path: Path) -> None:
    network = Rife(tiny_rife(tmp_path / "net.onnx", 8, show=7))
    assert (network.between(BEFORE, AFTER, 0.3) == 255).all()


@pytest.mark.parametrize("moment", [[1], [], ["n"], [1, 1], [1, 1, 1, 1], [1, 1, "h", "w"], ["n", 1, "h", "w"]])
def test_frames_and_moment_may_be_inputs_of_their_own(tmp_path: Path, moment: list[str | int]) -> None:
    network = Rife(tiny_rife(tmp_path / "net.onnx", separate=True, moment=moment))
    assert np.abs(network.between(BEFORE, AFTER, 0.3) - mixed(0.3)).max() <= 0.51


@pytest.mark.parametrize("separate", [False, True])
def test_a_network_without_a_moment_is_asked_for_middles_of_middles(tmp_path: Path, separate: bool) -> None:
    path = tiny_rife(tmp_path / "net.onnx", 6, separate=separate)
    network, white = Rife(path), np.full((64, 96, 3), 255, np.uint8)
    assert np.abs(network.between(BEFORE, AFTER, 0.5) - mixed(0.5)).max() <= 0.51
    for share in (1 / 3, 2 / 3, 0.8):
        red = network.between(white // 255, white, share)[..., 0]
        assert abs(float(red.mean()) / 255 - share) < 1 / 32 + 0.01


@pytest.mark.parametrize("multiple", [1, 32, 64, 128])
@pytest.mark.parametrize("size_px", [(96, 64), (101, 67), (64, 128), (1, 1)])
def test_frames_of_any_size_are_padded_to_what_the_network_wants(
    tmp_path: Path, multiple: int, size_px: tuple[int, int]
) -> None:
    before, after = texture(1, *size_px), texture(2, *size_px)
    network = Rife(tiny_rife(tmp_path / "net.onnx", 7, multiple=multiple))
    for share in (0.25, 0.5):
        assert np.abs(network.between(before, after, share) - mixed(share, before, after)).max() <= 0.51


def test_deep_frames_stay_deep(tmp_path: Path) -> None:
    made = Rife(tiny_rife(tmp_path / "net.onnx", 11)).between(deep(BEFORE), deep(AFTER), 0.3)
    assert made.dtype == np.uint16 and np.abs(made - mixed(0.3, deep(BEFORE), deep(AFTER))).max() <= 1


def test_a_network_of_one_size_takes_smaller_frames_and_refuses_larger_ones(tmp_path: Path) -> None:
    network = Rife(tiny_rife(tmp_path / "fixed.onnx", 7, size_px=(128, 96)))
    assert np.abs(network.between(BEFORE, AFTER, 0.5) - mixed(0.5)).max() <= 0.51
    with pytest.raises(StageError, match=r"fixed\.onnx is made for frames of 128x96, these are 200x50"):
        network.between(texture(1, 200, 50), texture(2, 200, 50), 0.5)


def test_a_frame_rate_is_reached_with_it_and_given_frames_stay(tmp_path: Path) -> None:
    path, frames = tiny_rife(tmp_path / "net.onnx"), moving(4, 96, 64)
    for how in ("rife", "auto"):
        out = list(retimed(frames, Fraction(8), 10, Fraction(24), how, model=str(path)))  # type: ignore[arg-type]
        assert all(out[3 * index] is frames[index] for index in range(4))
        assert np.abs(out[4] - mixed(1 / 3, frames[1], frames[2])).max() <= 0.51


def test_nothing_is_made_across_a_cut(tmp_path: Path) -> None:
    one, other = texture(1, 320, 160), texture(9, 320, 160, 20)
    out = list(retimed([one, other], Fraction(8), 4, Fraction(24), "rife", model=str(tiny_rife(tmp_path / "n.onnx"))))
    assert [got is one for got in out] == [True, True, False, False] and out[2] is other


def test_a_changed_file_is_loaded_again(tmp_path: Path) -> None:
    path = tiny_rife(tmp_path / "net.onnx")
    first = load_rife(path)
    assert load_rife(path) is first
    tiny_rife(path, 11)
    assert load_rife(path) is not first


REFUSED = {
    "planes": [("x", TensorProto.FLOAT, [1, 9, None, None])],
    "channels last": [("x0", TensorProto.FLOAT, [1, None, None, 3]), ("x1", TensorProto.FLOAT, [1, None, None, 3])],
    "whole numbers": [("x", TensorProto.UINT8, [1, 7, None, None])],
    "many": [(f"x{number}", TensorProto.FLOAT, [1, 3, None, None]) for number in range(4)],
    "one frame": [("x", TensorProto.FLOAT, [1, 3, None, None])],
    "batches": [("x", TensorProto.FLOAT, [4, 7, None, None])],
    "three frames": [(f"x{number}", TensorProto.FLOAT, [1, 3, None, None]) for number in range(3)],
}


@pytest.mark.parametrize("name", REFUSED)
def test_other_networks_are_refused_with_their_inputs(tmp_path: Path, name: str) -> None:
    inputs = [helper.make_tensor_value_info(*one) for one in REFUSED[name]]
    node = helper.make_node("Identity", [inputs[0].name], ["y"])
    output = helper.make_tensor_value_info("y", REFUSED[name][0][1], None)
    graph = helper.make_graph([node], "other", inputs, [output])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, tmp_path / "other.onnx")
    with pytest.raises(PlanError, match=r"other\.onnx is no RIFE network .* inputs are x"):
        Rife(tmp_path / "other.onnx")


@pytest.mark.parametrize("content", [b"", b"<!doctype html><html></html>", b"PK\x03\x04 no network", b"\0" * 5000])
def test_a_file_that_is_no_network_is_told(tmp_path: Path, content: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "page.onnx"
    path.write_bytes(content)
    with pytest.raises(PlanError, match=r"page\.onnx"):
        Rife(path)
    whole = tiny_rife(tmp_path / "whole.onnx").read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(PlanError, match=r"page\.onnx"):
        Rife(path)
    assert capfd.readouterr() == ("", "")


def test_a_network_that_gives_no_picture_is_told_and_says_nothing_itself(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    network = Rife(tiny_rife(tmp_path / "odd.onnx", 7, multiple=256))
    with pytest.raises(StageError, match=r"odd\.onnx cannot be run on frames of 96x64"):
        network.between(BEFORE, AFTER, 0.5)
    assert capfd.readouterr() == ("", "")
