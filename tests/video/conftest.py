"""Shared by the tests of the remote renderer: a video server that runs, and a desk that remembers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from video_server import Table, VideoServer


@pytest.fixture
def server() -> Iterator[VideoServer]:
    from video_server import VideoServer, serving

    with serving(VideoServer()) as running:
        yield running


@pytest.fixture
def table(tmp_path: Path) -> Table:
    from video_server import Table

    return Table(tmp_path / "unfinished" / "wait")
