"""One shot through one pipeline: pass after pass, each given what its setting asks for, and made to fit where it must.

A shot that is longer than the model is rendered in passes that are joined; when memory runs out the ladder of measures
is climbed down and the pass is tried again; a run that was killed takes up the passes that were finished and the state
between two steps of the one that was not. Frames leave pass by pass: the shot as a whole is never in memory.
"""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moviefactory.errors import PlanError, StageError
from moviefactory.movie import digest
from moviefactory.settings import DiffusionSettings
from moviefactory.video import Desk, ShotRequest
from moviefactory.video.pipeline.accepts import Given, kind_of, link_of
from moviefactory.video.pipeline.answer import clip_of, sound_of
from moviefactory.video.pipeline.call import Wish, arguments_for
from moviefactory.video.pipeline.camera import Camera
from moviefactory.video.pipeline.conditions import conditioned
from moviefactory.video.pipeline.fit import resized
from moviefactory.video.pipeline.given import Pictures
from moviefactory.video.pipeline.load import Recipe
from moviefactory.video.pipeline.memory import is_out_of_memory, peak_bytes, release
from moviefactory.video.pipeline.noise import shared_noise
from moviefactory.video.pipeline.relatives import relatives_of
from moviefactory.video.pipeline.resumable import can_resume
from moviefactory.video.pipeline.rules import as_loaded
from moviefactory.video.pipeline.shape import Take, limits_of, plan_take, reduced, snapped, snapped_down
from moviefactory.video.pipeline.sound_track import SoundTrack
from moviefactory.video.pipeline.steps import Watch, run_watched
from moviefactory.video.pipeline.travel import frame_of, takes_prompts, worded

Clip = NDArray[np.uint8]


class Shooting:
    """Renders the passes of one shot. `take` says what is generated; see `shape.Take`."""

    def __init__(self, camera: Camera, recipe: Recipe, request: ShotRequest, desk: Desk) -> None:
        self._camera, self._recipe, self._request, self._desk = camera, recipe, request, desk
        self._settings: DiffusionSettings = recipe.settings
        blind = limits_of(recipe.family, self._settings)  # as far as can be known before it is loaded
        asked = (request.frames, request.frame_rate, request.size_px)
        pipe = camera.ready(recipe, plan_take(*asked, blind, "last-frame"))
        self._link = link_of(pipe, recipe.family, self._settings)
        self._follows = self._way_to_follow(pipe)
        self._full = limits_of(as_loaded(pipe, recipe.family), self._settings)
        self.take = plan_take(*asked, self._full, self._link)
        self._turns = self._new_words(pipe)
        self._pictures = Pictures(request, desk, self.take)
        self._sound = SoundTrack(float(self.take.shown_rate))
        self._made, self._passes, self._began = 0, 0, time.monotonic()
        self._renderer = type(pipe).__name__  # or, once it ran, its relative that takes what the shot is given
        if self.take.slowed > 1:
            desk.note(
                f"is longer than its model can do: shown {self.take.slowed:.2f} times slower than it was rendered"
            )
        if desk.checkpoint_steps and (why := can_resume(pipe)):
            desk.note(f"cannot be taken up between two steps: {why}; whole passes are kept")

    def passes(self) -> Iterator[Clip]:
        """The new frames of every pass, (f, h, w, 3) of `take.size_px`, `take.frames` in all."""
        tail: Clip | None = None
        while self._made < self.take.frames:
            clip, taken_over = self._kept() or self._rendered(tail)
            new = clip[taken_over : taken_over + self._left()]
            self._made += len(new)
            self._passes += 1
            tail = clip[: taken_over + len(new)]
            yield new

    def finish(self) -> None:
        """The clip is whole: write what came with it, tell how it was made, and remove what was kept for a next try."""
        facts, take, measures = self._desk.facts, self.take, self._camera.measures
        seconds = time.monotonic() - self._began
        facts |= {
            "pipeline": self._renderer,
            "generated_px": list(take.size_px),
            "generated_frames": self._made,
            "model_frame_rate": float(take.frame_rate),
            "passes": self._passes,
            "link": self._link if self._passes > 1 or self._link == "free-noise" else "none",
            "slowed": round(take.slowed, 3),
            "memory": measures.name if measures else "",
            "measures": list(self._camera.done),
            "peak_gib": round(peak_bytes(self._camera.device) / 2**30, 2),
            "device": self._camera.device,
            "render_seconds": round(seconds, 2),
        }
        if self._desk.stem and (path := self._sound.write(self._desk.stem)):
            facts["sound"] = path.name
        if self._desk.unfinished:
            shutil.rmtree(self._desk.unfinished, ignore_errors=True)
            with contextlib.suppress(OSError):  # other shots have something there
                self._desk.unfinished.parent.rmdir()

    def _new_words(self, pipe: Any) -> list[int]:
        """Frames at which a new pass begins because the words change there. Raises PlanError where none can."""
        beats = self._request.shot.beats
        if not beats or takes_prompts(pipe):
            return []
        if not self._chains:
            raise PlanError(
                f"beats: {type(pipe).__name__} takes one text for a whole shot and cannot go on from its last frame; "
                "use the presets animatediff-lightning, wan-5b, ltx or wan-vace-1.3b, or make a shot of each beat"
            )
        return sorted(frame for beat in beats if 0 < (frame := frame_of(beat, self.take.frame_rate)) < self.take.frames)

    @property
    def _chains(self) -> bool:
        """Whether a pass can begin with the end of the one before."""
        return self._link in ("last-frame", "overlap")

    def _left(self) -> int:
        """Frames that are still to be made up to the end, or to where the words change."""
        return min([turn for turn in self._turns if turn > self._made], default=self.take.frames) - self._made

    def _way_to_follow(self, pipe: Any) -> str:
        """Whether the model follows the guide's picture or its depth: what it was trained on, where nobody says."""
        by = self._request.settings.guide_by
        if by != "auto":
            return by
        kinds = {kind_of(one) for one in relatives_of(pipe, self._recipe.family)}
        trained_on_it = "vace" in kinds or bool(self._settings.controlnet)
        takes_nothing_else = "control" in kinds and not kinds & {"guided", "conditions"}
        return "depth" if trained_on_it or takes_nothing_else else "video"

    def _rendered(self, tail: Clip | None) -> tuple[Clip, int]:
        """The next pass, tried again further down the ladder each time memory runs out."""
        freed = False
        while True:
            try:
                return self._one_pass(tail)
            except (RuntimeError, MemoryError, OSError) as error:
                if not is_out_of_memory(error):
                    raise
            # Out of the except block: the traceback held what the failed pass had in memory.
            release()
            if not freed:
                freed = True
                continue
            before = self._camera.measures
            if not self._camera.give_way(self._chains):
                raise StageError(
                    f"shot {self._request.shot.id}: out of memory even with every measure taken "
                    f"({before.name if before else 'none'}); close other programs, take a smaller model, or set "
                    "video.size_px or video.diffusion.native_px lower"
                )
            told = self._camera.measures.name if self._camera.measures else ""
            self._desk.note(f"memory ran out; goes on with: {told}")

    def _planned(self) -> Take:
        """The take as it is asked of the model under the measures of now."""
        measures, request = self._camera.measures, self._request
        assert measures is not None
        asked = (request.frames, request.frame_rate, request.size_px)
        if self._chains:
            for share in (measures.frames_share, 2 * measures.frames_share):
                with contextlib.suppress(PlanError):  # passes too short to be joined: longer ones, but smaller pictures
                    return plan_take(*asked, reduced(self._full, share, measures.scale), self._link)
        return plan_take(*asked, reduced(self._full, 1.0, measures.scale), self._link)

    def _one_pass(self, tail: Clip | None) -> tuple[Clip, int]:
        pipe, plan = self._camera.pipe, self._planned()
        overlap = 0 if tail is None else self._taken_over(plan, len(tail))
        wish = self._wish(plan, overlap)
        given = self._given(wish.frames, overlap, tail)
        pipe, wish = conditioned(pipe, self._recipe.family, given, wish)
        self._renderer = type(pipe).__name__
        arguments = arguments_for(pipe, wish)
        with shared_noise(pipe, self._settings.shared_noise, self._request.common_seed):
            output = run_watched(pipe, arguments, self._watch(wish))
        clip = clip_of(output, wish)
        self._sound.add(sound_of(output, pipe), overlap, min(len(clip) - overlap, self._left()))
        return self._keep(np.stack([resized(frame, self.take.size_px) for frame in clip]), overlap), overlap

    def _taken_over(self, plan: Take, tail: int) -> int:
        """How many of the `tail` frames of the pass before the next one begins with."""
        if self._link != "overlap":
            return 1
        wanted = plan.overlap or snapped(max(1, self._full.overlap), plan.stride)  # 0: one pass, but for new words
        return snapped_down(min(wanted, tail), plan.stride)

    def _wish(self, plan: Take, overlap: int) -> Wish:
        request, settings, family = self._request, self._settings, self._recipe.family
        seed = request.seed if self._made == 0 else int(digest(request.seed, "pass", self._made)[:8], 16)
        wish = Wish(
            prompt=request.prompt,
            negative=request.negative,
            frames=min(plan.passes[0], snapped(self._left() + overlap, plan.stride)) if self._turns else plan.passes[0],
            frame_rate=float(plan.frame_rate),
            size_px=plan.size_px,
            steps=settings.steps or family.steps,
            guidance=settings.guidance if settings.guidance is not None else family.guidance,
            seed=seed,
            arguments=settings.arguments,
        )
        return worded(self._camera.pipe, wish, request.shot.beats, self._made)

    def _given(self, count: int, overlap: int, tail: Clip | None) -> Given:
        first = self._made - overlap
        frames = range(first, first + count)
        return Given(
            tail=tail[-overlap:] if tail is not None and overlap else None,
            key_frame=self._pictures.key_frame if tail is None else None,
            references=self._pictures.references,
            guide=self._pictures.guide("guide", frames) if self._follows == "video" else None,
            depth=self._pictures.guide("depth", frames) if self._follows == "depth" else None,
            strength=self._request.settings.guide_strength,
            settings=self._settings,
        )

    def _watch(self, wish: Wish) -> Watch:
        desk, number = self._desk, self._passes + 1
        words = "denoising" if wish.frames >= self.take.frames else f"denoising, pass {number}"
        state = desk.unfinished / f"pass-{self._made:05d}.state" if desk.unfinished and desk.checkpoint_steps else None
        key = digest(desk.key, self._made, wish.frames, wish.size_px, self._camera.device)
        begun = False

        def on_step(done: int, total: int) -> None:
            nonlocal begun
            if done > 1 and not begun:
                desk.note(f"goes on after step {done - 1} of {total}, where it was stopped")
            begun = True
            desk.step(words, done, total)

        return Watch(on_step, state, desk.checkpoint_steps, key)

    def _pass_file(self) -> Path | None:
        if not (self._desk.unfinished and self._desk.checkpoint_steps and self._desk.key):
            return None
        return self._desk.unfinished / f"pass-{self._made:05d}.{digest(self._desk.key, self.take)[:16]}.npz"

    def _keep(self, clip: Clip, overlap: int) -> Clip:
        """Keep a finished pass of a longer shot for a run that is killed after it."""
        path = self._pass_file()
        if path is not None and self._made + len(clip) - overlap < self.take.frames:
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_name(f"partial.{path.name}")
            with partial.open("wb") as file:
                np.savez(file, clip=clip, overlap=np.array(overlap), sound=self._sound.newest, hz=self._sound.rate_hz)
            partial.replace(path)
        return clip

    def _kept(self) -> tuple[Clip, int] | None:
        path = self._pass_file()
        if path is None or not path.exists():
            return None
        try:
            with np.load(path, allow_pickle=False) as data:
                self._sound.add_kept(data["sound"], int(data["hz"]))
                return data["clip"], int(data["overlap"])
        except (OSError, ValueError, KeyError):  # cut short: it is rendered again
            return None
