"""Everything that can go wrong, as one tree. Each error's text says what failed, on which thing, and what to do next.

    MovieFactoryError                   exit code
    ├── PlanError                       2   the plan, a flag or the idea is not usable; nothing was written
    ├── NotInstalled                    2   a chosen tool needs a package or a stage that is not there
    ├── MovieBusy                       3   another process works on this movie
    ├── StorageError                    4   the disk is full, or a folder cannot be written
    ├── MediaError                      5   ffmpeg failed, or a media file is not what it should be
    └── StageError                      5   one job of a stage failed

Every class takes one string, so that an error survives pickling on its way back from a worker process.
"""


class MovieFactoryError(Exception):
    """Any error that is meant for the person who makes the movie."""

    exit_code = 5


class PlanError(MovieFactoryError):
    """The idea, the project file or a flag cannot be used as it stands."""

    exit_code = 2


class NotInstalled(MovieFactoryError):
    """A tool was chosen whose package (or whose stage) is not installed."""

    exit_code = 2


class MovieBusy(MovieFactoryError):
    """Another process holds the lock of this movie's folder."""

    exit_code = 3


class StorageError(MovieFactoryError):
    """The disk is full, or a file or folder cannot be read or written."""

    exit_code = 4


class MediaError(MovieFactoryError):
    """ffmpeg failed, or a media file is not what its receipt says."""


class StageError(MovieFactoryError):
    """A job failed; the text names the shot or sound and the cause."""
