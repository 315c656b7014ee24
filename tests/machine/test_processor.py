"""What is told of the processor."""

import os
from pathlib import Path

import pytest

from moviefactory.machine import processor


def test_name_and_flags_are_those_that_linux_tells(tmp_path: Path) -> None:
    file = tmp_path / "cpuinfo"
    file.write_text(
        "model\t: 85\nmodel name\t: A  Processor @ 2 GHz\nvmx flags\t: ept\nflags\t\t: fpu avx2\nflags\t: x\n"
    )
    assert processor._told("model name", file=file) == "A Processor @ 2 GHz"
    assert processor._told("flags", "Features", file=file) == "fpu avx2"
    file.write_text("Features\t: fp asimd\n")
    assert processor._told("flags", "Features", file=file) == "fp asimd"
    assert processor._told("model name", file=file) == processor._told("flags", file=tmp_path / "none") == ""
    assert processor.processor_name()


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="processes cannot be bound to cores")
def test_only_the_cores_that_we_may_use_count() -> None:
    before = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(before)})
        assert processor.cores() == 1
    finally:
        os.sched_setaffinity(0, before)
    assert processor.cores() == len(before)
