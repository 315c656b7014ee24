"""The arguments that ffmpeg gets. Pure: none of these files exists."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from compose_kit import SIZE, clip, movie_of, movie_of_kinds, shot

from moviefactory.compose.arrange import arrange
from moviefactory.compose.filtergraph import picture_arguments
from moviefactory.compose.pieces import groups_of, pieces_of
from moviefactory.settings import ComposeSettings
from moviefactory.timeline import Timeline

CONFORM = (
    "scale=h=ih:w=trunc(iw*sar/2)*2",
    "scale=flags=lanczos+accurate_rnd+full_chroma_int:force_divisible_by=2:force_original_aspect_ratio=increase"
    ":h=80:out_color_matrix=bt709:out_range=tv:w=192",
    "crop=192:80",
    "setsar=1",
    "format=yuv420p",
)


def arguments_of(timeline: Timeline, **settings: object) -> list[str]:
    return picture_arguments(
        timeline, pieces_of(timeline), ComposeSettings.model_validate(settings), Path("/out/a b.mp4")
    )


def graph_of(timeline: Timeline) -> str:
    arguments = arguments_of(timeline)
    return arguments[arguments.index("-filter_complex") + 1]


def cut_of(*kinds: str) -> Timeline:
    movie, clips = movie_of_kinds(*kinds)  # type: ignore[arg-type]
    return arrange(movie, clips, {})


def chain_to(graph: str, filter_start: str) -> list[str]:
    """The filters of `graph` from its first input up to the first one that begins with `filter_start`."""
    filters = [part.split("]", 1)[1].rsplit("[", 1)[0] for part in graph.split(";") if "][" not in part]
    return filters[: next(index for index, one in enumerate(filters) if one.startswith(filter_start)) + 1]


def test_one_clip_is_counted_conformed_and_closed() -> None:
    assert chain_to(graph_of(cut_of("cut")), "setparams") == [
        "settb=AVTB",
        "setpts=N/(24/1)/TB",
        "fps=24/1",
        "tpad=stop=-1:stop_mode=clone",
        "trim=end_frame=48",
        *CONFORM,
        "trim=end_frame=48:start_frame=0",
        "setpts=PTS-STARTPTS",
        "fade=nb_frames=11:start_frame=36:type=out",
        "setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv",
    ]


def test_the_whole_command_of_one_clip() -> None:
    arguments = arguments_of(cut_of("cut"), crf=20, encoder_speed="fast")
    graph = arguments.index("-filter_complex")
    assert arguments[:graph] == [
        "-filter_complex_threads",
        "2",
        "-itsoffset",
        "0",
        "-threads",
        "1",
        "-i",
        "/clips/s0.mp4",
    ]
    assert arguments[graph + 2 :] == [
        "-map", "[s13]", "-an", "-r", "24/1", "-fps_mode", "cfr", "-frames:v", "48",
        "-c:v", "libx264", "-preset", "fast", "-crf", "20",
        "-g", "24", "-keyint_min", "24", "-sc_threshold", "0", "-flags", "+cgop", "-pix_fmt", "yuv420p",
        "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv",
        "-movflags", "+faststart", "/out/a b.mp4",
    ]  # fmt: skip


def test_a_crossfade_mixes_the_shared_frames_and_nothing_else() -> None:
    graph = graph_of(cut_of("cut", "crossfade"))
    assert "xfade=duration=0.500000:offset=0:transition=fade" in graph
    assert graph.count("split=2") == 2
    for part in ("end_frame=36:start_frame=0", "end_frame=48:start_frame=36", "end_frame=12:start_frame=0"):
        assert graph.count(f"trim={part}") == 1
    assert "concat=a=0:n=3:v=1" in graph


def test_wipes_and_pushes_change_their_side_from_turn_to_turn() -> None:
    wipes = graph_of(cut_of("cut", "wipe", "wipe"))
    assert "transition=diagtl" in wipes
    assert "transition=smoothleft" in wipes
    pushes = graph_of(cut_of("cut", "slide", "slide"))
    assert "192*(1-pow(" in pushes
    assert ":192*pow(" in pushes


def test_each_push_commands_its_own_smear_and_a_whip_smears_more_than_a_slide() -> None:
    graph = graph_of(cut_of("cut", "whip", "whip", "slide"))
    assert {f"avgblur@push{index}=" in graph for index in range(3)} == {True}
    radii = [
        max(int(command.split()[-1]) for command in part.split("commands=")[1].split("[")[0].split("\\;"))
        for part in graph.split(";[")
        if "sendcmd" in part
    ]
    assert len(radii) == 3
    assert min(radii[:2]) > 2 * radii[2]


def test_a_clip_is_cropped_while_little_is_lost_and_else_gets_bars() -> None:
    movie = movie_of(shot("a"), shot("b"))
    clips = {"a": clip("a", size_px=(1280, 720)), "b": clip("b", size_px=(720, 1280))}
    wide, tall = graph_of(arrange(movie, clips, {})).split("[1:v:0]")
    assert "crop=192:80" in wide
    assert "pad=192:80:(ow-iw)/2:(oh-ih)/2" in tall


def test_a_clip_s_own_frame_rate_counts_not_its_file_s() -> None:
    movie = movie_of(shot("a"), shot("b"))
    clips = {"a": clip("a", 16, Fraction(8)), "b": clip("b", 60, Fraction(30000, 1001))}
    graph = graph_of(arrange(movie, clips, {}))
    assert "setpts=N/(8/1)/TB" in graph
    assert "setpts=N/(30000/1001)/TB" in graph
    assert graph.count("fps=24/1") == 2


def test_sixty_shots_never_make_a_long_command() -> None:
    timeline = cut_of(*["crossfade", "whip"] * 30)
    commands = [
        picture_arguments(timeline, group, ComposeSettings(), Path("/o.mp4"))
        for group in groups_of(pieces_of(timeline))
    ]
    assert sum(command.count("-i") for command in commands) < 100
    assert max(sum(map(len, command)) for command in commands) < 8000
    assert timeline.size_px == SIZE


def test_one_file_may_serve_several_shots() -> None:
    movie = movie_of(shot("a"), shot("b", "crossfade", 0.5))
    clips = {one: replace(clip("a"), shot_id=one) for one in "ab"}
    assert arguments_of(arrange(movie, clips, {})).count("-i") == 2
