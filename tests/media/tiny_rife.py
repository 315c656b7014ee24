"""Small ONNX networks with the inputs of RIFE's exports: they dissolve and tint, so that what went where shows."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

TINT = (1.0, 0.5, 0.25)  # of red, green and blue


def tiny_rife(
    path: Path,
    planes: int = 7,
    *,
    separate: bool = False,
    moment: Sequence[str | int] | None = None,
    multiple: int = 1,
    show: int | None = None,
    half: bool = False,
    size_px: tuple[int, int] | None = None,
) -> Path:
    """Writes (1 - t) * before + t * after, times TINT.

    `separate`: the frames are two inputs, and the moment, of shape `moment`, a third. `multiple`: fails for sides that
    are no multiples of it. `show`: gives the plane of that number instead, three times.
    """
    number = TensorProto.FLOAT16 if half else TensorProto.FLOAT
    sides = ["h", "w"] if size_px is None else [size_px[1], size_px[0]]
    net = _Net(np.dtype(np.float16 if half else np.float32))
    if separate:
        inputs = [helper.make_tensor_value_info(name, number, [1, 3, *sides]) for name in ("img0", "img1")]
        before, after = "img0", "img1"
        if moment is not None:
            inputs.append(helper.make_tensor_value_info("timestep", number, list(moment)))
        share = "timestep" if moment is not None else net.constant([0.5])
    else:
        inputs = [helper.make_tensor_value_info("input", number, [1, planes, *sides])]
        before, after = net.cut("input", 0, 3), net.cut("input", 3, 6)
        share = net.cut("input", 6, 7) if planes > 6 else net.constant([0.5])
    mixed = net.add("Add", before, net.add("Mul", share, net.add("Sub", after, before)))
    made = net.add("Mul", mixed, net.constant(np.reshape(TINT, (1, 3, 1, 1))))
    if multiple > 1:
        pooled = net.add("AveragePool", made, kernel_shape=[multiple] * 2, strides=[multiple] * 2)
        scales = net.constant([1, 1, multiple, multiple], np.float32)
        grown = net.add("Resize", pooled, "", scales, mode="nearest")
        made = net.add("Add", made, net.add("Mul", grown, net.constant([0.0])))
    if show is not None:
        made = net.add("Concat", *[net.cut("input", show, show + 1)] * 3, axis=1)
    net.nodes.append(helper.make_node("Identity", [made], ["output"]))
    output = helper.make_tensor_value_info("output", number, [1, 3, None, None])
    graph = helper.make_graph(net.nodes, "tiny", inputs, [output], net.constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())
    return path


class _Net:
    def __init__(self, number: np.dtype) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self._number = number

    def add(self, kind: str, *inputs: str, **how: object) -> str:
        name = f"{kind}{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **how))
        return name

    def constant(self, values: object, number: object = None) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(values, number or self._number), name))  # type: ignore[call-overload]
        return name

    def cut(self, source: str, start: int, stop: int) -> str:
        bounds = [self.constant([one], np.int64) for one in (start, stop, 1)]
        return self.add("Slice", source, *bounds)
