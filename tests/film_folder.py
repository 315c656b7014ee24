"""What lies in a movie's folder."""

from pathlib import Path


def listing(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file below `folder` with its time of change and content."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != ".lock")
    return {str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}
