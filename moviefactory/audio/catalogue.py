"""The sounds of this person: folders that were added once and serve all movies, and folders that a plan names.

`add_folder`, `add_package`, `reindex` and `forget_folder` change the catalogue; what a movie may use of it is asked by
`library.py`. Sounds stay where they lie: nothing is copied, moved or written beside them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from moviefactory.audio.catalogue_file import Catalogue, existing_catalogue, open_catalogue
from moviefactory.audio.catalogue_rows import Root, roots_of
from moviefactory.audio.indexing import Indexed, Indexing, Progress, remove_where, restate
from moviefactory.audio.licences import OWN, normalised
from moviefactory.audio.packages import Package, find_package
from moviefactory.audio.scan import Listing, count_sounds, walk
from moviefactory.audio.sound_facts import FactsReader
from moviefactory.errors import PlanError, StorageError
from moviefactory.workspace import printable

if TYPE_CHECKING:
    from moviefactory.audio.measure import Measured

ADDED, NAMED = "added", "named"


def silent(done: int, total: int) -> None:
    """Tells nobody."""


def add_folder(folder: Path, licence: str = "", progress: Progress = silent) -> Indexed:
    """Index all sounds below `folder`; they serve every movie from now on.

    licence: of what states none itself; "" leaves an earlier statement as it is, or else that of the added folder that
    this one lies in. A folder inside an added one has its own statement from now on.
    Raises PlanError where there is no such folder, StorageError where the catalogue cannot be written.
    """
    folder = folder.expanduser().resolve()
    if not folder.is_dir():
        raise PlanError(f"{folder} is not a folder; name the folder that holds your sounds")
    catalogue = open_catalogue()
    root = _kept_root(catalogue, folder, ADDED, licence=normalised(licence) or printable(licence).strip())
    return _indexed(catalogue, root, progress)


def add_package(name: str, progress: Progress = silent) -> Indexed:
    """Index the sounds of an installed package where they lie.

    Raises PlanError for a name that is none, or (saying how to install it) where the package is not there.
    """
    package = find_package(name)
    catalogue = open_catalogue()
    root = _kept_root(catalogue, package.folder.resolve(), ADDED, package=package.name)
    return _package_indexed(catalogue, root, package, progress)


def reindex(progress: Progress = silent) -> tuple[Indexed, ...]:
    """Bring every folder of the catalogue up to date; only what has changed is read.

    What is not there now (a drive, a package) is named in `skipped` and kept for its return. Folders that plans named
    and that are gone are forgotten.
    """
    catalogue = existing_catalogue()
    if catalogue is None:
        return ()
    with catalogue.reading() as connection:
        added, named = roots_of(connection, ADDED), roots_of(connection, NAMED)
    for root in named:
        if not root.folder.is_dir():
            _forget(catalogue, root)
    there = [root for root in named if root.folder.is_dir()]
    return tuple(_brought_up(catalogue, root, progress) for root in (*added, *there))


def index_named(catalogue: Catalogue, folder: Path, progress: Progress = silent) -> tuple[Root, Indexed]:
    """Bring the sounds of a folder that a plan names up to date. What states no licence is the person's own."""
    root = _kept_root(catalogue, folder, NAMED, licence=OWN)
    return root, _indexed(catalogue, root, progress)


def forget_folder(folder: Path) -> int:
    """Take `folder` (or the package of that name) out of the catalogue; how many sounds that were.

    Raises PlanError, which lists the added folders, where it is none of them.
    """
    place, catalogue = folder.expanduser().resolve(), existing_catalogue()
    roots: tuple[Root, ...] = ()
    if catalogue is not None:
        with catalogue.reading() as connection:
            roots = roots_of(connection, ADDED)
        if meant := [root for root in roots if place == root.folder or (root.package and root.package == str(folder))]:
            return sum(_forget(catalogue, root) for root in meant)
    known = ", ".join(root.package or str(root.folder) for root in roots) or "none so far"
    raise PlanError(f"{folder} was never added to the sound catalogue; added are: {known}")


def counted_licences() -> tuple[tuple[str, int], ...]:
    """Each licence among the added sounds with how many have it, most first; "" stands for unknown."""
    catalogue = existing_catalogue()
    if catalogue is None:
        return ()
    with catalogue.reading() as connection:
        rows = connection.execute(
            "SELECT licence, SUM(sounds) AS n FROM tallies WHERE sounds > 0 AND root IN "
            "(SELECT id FROM roots WHERE kind = ?) GROUP BY licence ORDER BY n DESC, licence",
            (ADDED,),
        )
        return tuple((str(row[0]), int(row[1])) for row in rows)


def remember_measurement(content: str, measured: Measured) -> None:
    """Keep what was measured of the sound with this hash, for all movies. A disk that refuses does not matter."""
    if not content:
        return
    with suppress(StorageError):
        if catalogue := existing_catalogue():
            with catalogue.writing() as connection:
                connection.execute(
                    "INSERT OR REPLACE INTO measurements SELECT content, kind = 'effect', ?, ?, ?, ? FROM sounds "
                    "WHERE content = ? LIMIT 1",
                    (
                        measured.seconds,
                        measured.onset_s,
                        measured.level_lufs,
                        " ".join(str(one) for one in measured.onsets_s),
                        content,
                    ),
                )


def _kept_root(catalogue: Catalogue, folder: Path, kind: str, licence: str = "", package: str = "") -> Root:
    """The root's row, made or given another licence; a folder around it leaves it what lies in it."""
    with catalogue.writing() as connection:
        roots = roots_of(connection, kind)
        outer = [root for root in roots if kind == ADDED and not root.package and root.folder in folder.parents]
        root = next((one for one in roots if (one.folder, one.package) == (folder, package)), None)
        if root is None:
            inherited = max(outer, key=lambda one: len(one.folder.parts)).licence if outer and not package else ""
            connection.execute(
                "INSERT INTO roots (folder, kind, package, licence) VALUES (?, ?, ?, ?)",
                (str(folder), kind, package, licence or inherited),
            )
            for one in outer:
                inside = folder.relative_to(one.folder).as_posix()
                where = "root = ? AND (folder = ? OR (folder > ? AND folder < ?))"  # "0" comes next after "/"
                remove_where(connection, where, (one.id, inside, f"{inside}/", f"{inside}0"))
        elif licence and licence != root.licence:
            connection.execute("UPDATE roots SET licence = ? WHERE id = ?", (licence, root.id))
            restate(connection, replace(root, licence=licence))
        return next(one for one in roots_of(connection, kind) if (one.folder, one.package) == (folder, package))


def _brought_up(catalogue: Catalogue, root: Root, progress: Progress) -> Indexed:
    if root.kind == ADDED and not root.is_there:
        return _absent(root, "it is not there now; plug its drive in, or forget it")
    if not root.package:
        return _indexed(catalogue, root, progress)
    try:
        return _package_indexed(catalogue, root, find_package(root.package), progress)
    except PlanError as error:
        return _absent(root, str(error))


def _absent(root: Root, why: str) -> Indexed:
    return Indexed(root.folder, skipped=((root.folder, why),))


def _indexed(catalogue: Catalogue, root: Root, progress: Progress) -> Indexed:
    with catalogue.reading() as connection:
        others = roots_of(connection, ADDED) if root.kind == ADDED else ()
        known = connection.execute("SELECT COUNT(*) FROM sounds WHERE root = ?", (root.id,)).fetchone()[0]
    apart = frozenset(one.folder for one in others if root.folder in one.folder.parents)
    # Counting first costs a walk; it is worth it where reading each file takes far longer.
    total = known or count_sounds(root.folder, apart)
    reader = FactsReader(root.folder)
    return Indexing(catalogue, root, reader.read, progress, total).run(walk(root.folder, apart))


def _package_indexed(catalogue: Catalogue, root: Root, package: Package, progress: Progress) -> Indexed:
    facts = {root.folder / path.relative_to(package.folder): said for path, said in package.sounds.items()}
    return Indexing(catalogue, root, facts.__getitem__, progress, len(facts)).run(_package_listings(root, package))


def _package_listings(root: Root, package: Package) -> Iterator[Listing]:
    """The package's files by folder. What it says of them stands in for texts beside them."""
    folders: dict[str, dict[str, str]] = {}
    for path, said in package.sounds.items():
        inside = path.relative_to(package.folder)
        where = "" if inside.parent == Path() else inside.parent.as_posix()
        folders.setdefault(where, {})[inside.name] = hashlib.sha256(repr(said).encode()).hexdigest()[:16]
    for where, names in sorted(folders.items()):
        own = {name.lower(): state for name, state in names.items()}
        yield Listing(root.folder / where, where, tuple(sorted(names)), own)


def _forget(catalogue: Catalogue, root: Root) -> int:
    with catalogue.writing() as connection:
        count = remove_where(connection, "root = ?", (root.id,))
        connection.execute("DELETE FROM tallies WHERE root = ?", (root.id,))
        connection.execute("DELETE FROM roots WHERE id = ?", (root.id,))
    return count
