"""The cues for tense, dark and epic: who plays what. Bars count from 0; see `music_score.py` for the notation."""

from __future__ import annotations

from .music_score import (
    Part,
    Piece,
    bass,
    between,
    chords,
    figure,
    hits,
    melody,
    moved,
    pad,
    pitch,
    scale,
    shaped,
    single,
)


def _part(instrument: str, notes: list, gain_db: float, pan: float = 0.0, hall_db: float = -9.0) -> Part:
    return Part(instrument, tuple(notes), gain_db, pan, hall_db)


def closing_in() -> Piece:
    """Tense, fast: a string figure over a pedal that will not move, clock, drums, brass that swells."""
    start = chords("Cm Cm")
    first = chords("Cm Cm Ab/C Ab/C Fm/C Fm/C Ddim/C G/B", 2)
    second = chords("Cm Ab Fm G Cm Ab Ddim/F G", 10)
    end = chords("Cm Ab Fm G", 18, 0.5) + chords("Cm:2", 20)
    running = [*start, *first, *second, *end[:4]]
    low = shaped(
        figure(running, "0! 0 1 0 2 0 1 0", 0.5, 49, 0.62), (0, 0.8), (2, 0.85), (10, 1.0), (18, 1.0), (20, 1.25)
    )
    high = figure([*second, *end[:4]], "0 2 1 2 0 2 1 2 0 2 1 2 3 2 1 2", 0.25, 67, 0.5)
    theme = melody("g4:3 ab4:1 | g4:2 eb4:2 | f4:3 g4:1 | d4:4 | g4:3 c5:1 | ab4:2 eb5:2 | d5:3 c5:1 | b4:4", 10, 0.72)
    swells = melody("r:4 c3:4 | r:4 | c3:4 | r:4 | f3:4 | r:4 | g3:4", 2, 0.75)
    pads = shaped(pad([*first, *second], 62, 4, 0.55), (2, 0.75), (10, 0.9), (17, 1.1))
    beat = [
        *hits("X..o..x.", 2, 8, 36, 0.62),
        *hits("X..x..x.x.x.X.xx", 10, 8, 36, 0.72),
        *hits("X..xX..xX.x.XxXx", 18, 2, 36, 0.85),
    ]
    return Piece(
        name="Closing In",
        mood="tense",
        bpm=126,
        key="C minor",
        scale=scale("c", "0 2 3 5 7 8 10 11"),
        bars=22,
        body=(2, 18),
        ending=18,
        caption=(
            "A driving spiccato string figure over a fixed bass with clock ticks, drums and swelling low brass; "
            "fast, nervous, urgent, orchestral chase."
        ),
        tags=(
            "chase pursuit race danger urgent suspense action thriller countdown orchestral strings drums brass fast"
        ),
        parts=(
            _part("spiccato", low, -3, -0.25, -10),
            _part("spiccato", high, -9, 0.4, -9),
            _part("tremolo_strings", pads, -9.5, 0.1, -7),
            _part("brass_swell", swells, -7, 0.15, -8),
            _part(
                "low_brass",
                [*moved(theme, -12), *single(pitch("c2"), 20, 0.9, 1.0), *single(pitch("g2"), 20, 0.9, 1.0)],
                -5,
                0.2,
            ),
            _part(
                "strings",
                [*theme, *(n for p in ("c4", "eb4", "g4") for n in single(pitch(p), 20, 0.7, 0.95))],
                -5,
                -0.1,
            ),
            _part("sub", bass([*start, *first, *second, *end[:4]], 34, "0.5", 0.6), -11, 0, -30),
            _part("taiko", [*beat, *hits("X.......", 20, 1, 36, 1.0)], -4, 0, -10),
            _part("tick", hits("x.o.x.oo", 0, 20, 60, 0.7), -13, 0.5, -12),
            _part("boom", [*single(31, 2, 1, 0.8), *single(31, 10, 1, 0.9), *single(31, 20, 1, 1.0)], -5, 0, -12),
            _part("swell", [*single(60, 0.75, 1.25, 0.7), *single(60, 8.5, 1.5, 0.8), *single(60, 18, 2, 1.0)], -9),
            _part("timpani", [*hits("xxxxxxxX", 19, 1, 43, 0.8), *single(36, 20, 1, 1.0)], -7, 0.1),
        ),
        hall_s=1.9,
        tail_s=1.6,
    )


def short_fuse() -> Piece:
    """Tense, slow-burning: muted pulses, clock, heartbeat, a semitone that rubs."""
    start = chords("Em Em")
    first = chords("Em Em F/E Em Em C/E F/E Em", 2)
    second = chords("Am/E F/E Bdim Em C F Am B", 10)
    end = chords("Em F/E", 18) + chords("Em:2", 20)
    running = [*start, *first, *second, *end[:2]]
    pulse = shaped(
        figure(running, "0! . 0 1 . 0 2 .", 0.5, 41, 0.7), (0, 0.9), (2, 0.97), (10, 1.0), (17, 1.03), (18, 0.9)
    )
    pluck = shaped(
        figure([*first, *second, *end[:2]], "2 . 1 2 . 3 . 1", 0.5, 64, 0.6, 0.8), (2, 0.88), (10, 1.0), (20, 0.8)
    )
    high = shaped(pad([*first, *second, *end[:2]], 74, 3, 0.5), (2, 0.8), (8, 0.9), (10, 0.85), (17, 0.97), (20, 0.7))
    line = melody("b3:6 c4:2 | b3:4 | e4:3 f4:1 | e4:4 | g4:4 | f4:3 e4:1 | d#4:4", 10, 0.7)
    return Piece(
        name="Short Fuse",
        mood="tense",
        bpm=96,
        key="E minor",
        scale=scale("e", "0 1 2 3 5 7 8 10 11"),
        bars=22,
        body=(2, 18),
        ending=18,
        caption=(
            "Muted synthesiser pulses, a ticking clock and a heartbeat under thin tremolo strings and plucked notes; "
            "suspenseful, restrained, waiting for something to happen."
        ),
        tags=(
            "suspense waiting heist spy stealth clock countdown investigation electronic hybrid pulse nervous medium"
        ),
        parts=(
            _part("pulse", pulse, -3, -0.1, -14),
            _part("pulse", moved(between(pulse, 10, 20), 12), -11, 0.5, -10),
            _part("guitar", pluck, -9, 0.35, -7),
            _part("tremolo_strings", high, -9, -0.2, -5),
            _part("cello", [*line, *single(pitch("e3"), 20, 1.8, 0.6)], -4.5, -0.3, -7),
            _part("pad", pad([*start, *first, *second, *end], 52, 3, 0.6), -7, 0, -9),
            _part("sub", shaped(bass([*first, *second, *end], 29, "4", 0.7), (2, 0.9), (10, 1)), -9, 0, -30),
            _part("heartbeat", hits("x.o.....", 0, 21, 40, 0.9), -5, 0, -18),
            _part("tick", hits("x...o...x.o.o...", 0, 20, 60, 0.7), -14, 0.45, -10),
            _part("shaker", hits("..o...o...o...oo", 10, 8, 60, 0.6), -17, -0.5, -12),
            _part("boom", [n for bar in (2, 10, 14, 20) for n in single(28, bar, 1, 0.85)], -6, 0, -12),
            _part("swell", [*single(60, 8.75, 1.25, 0.6), *single(60, 16.5, 1.5, 0.8)], -11),
            _part("piano", [n for p in ("e1", "e2", "f5", "b4") for n in single(pitch(p), 20, 2, 0.6)], -8, 0.1, -5),
        ),
        hall_s=2.2,
        tail_s=4.0,
    )


def under_the_floor() -> Piece:
    """Dark, slow: drones, a low choir, a gong, a piano in the cellar."""
    start = chords("Dm")
    first = chords("Dm Gm/D Eb/D Dm", 1)
    second = chords("Bb Gm Eb A", 5)
    end = chords("Dm Gm/D Dm:2", 9)
    harmony = [*start, *first, *second, *end]
    choir = shaped(pad([*first, *second, *end], 57, 4, 0.6), (1, 0.7), (5, 0.95), (8, 1.15), (9, 0.85), (12, 0.6))
    walk = melody(
        "r:2 d3:1 eb3:1 | d3:4 | r:2 g3:1 f3:1 | eb3:4 | f3:3 d3:1 | d3:3 bb2:1 | bb2:2 g2:2 | a2:2 c#3:2", 1, 0.7
    )
    toll = melody(
        "d5:2 r:2 | r:2 bb4:2 | r:2 g4:2 | r:2 f5:1 e5:1 | d5:4 | r:2 d5:2 | r:2 g4:2 | a4:4 | d5:4 | r:4 | d4:4",
        1,
        0.55,
    )
    return Piece(
        name="Under the Floor",
        mood="dark",
        bpm=60,
        key="D minor",
        scale=scale("d", "0 1 2 3 5 7 8 10 11"),
        bars=13,
        body=(1, 9),
        ending=9,
        caption=(
            "Low string drones, a distant choir, a gong and lonely low piano notes; slow, ominous, horror, dread."
        ),
        tags=("ominous horror dread night evil threat graveyard monster gothic drone choir gong slow orchestral"),
        parts=(
            _part("low_strings", shaped(bass(harmony, 38, "8", 0.65), (0, 0.9), (5, 1.05), (9, 1.0)), -3, -0.15, -9),
            _part("low_strings", moved(bass([*first, *second, *end], 45, "4", 0.5), 0), -8, 0.25, -8),
            _part("choir_oo", choir, -3.5, 0, -6),
            _part("tremolo_strings", shaped(pad(second, 70, 3, 0.5), (5, 0.6), (8.5, 1.2)), -10, 0.2, -6),
            _part("cello", walk, -3, -0.35, -7),
            _part("piano", toll, -5, 0.3, -4),
            _part(
                "piano",
                [n for bar in (0, 1, 5, 9, 11) for p in ("d1", "d2") for n in single(pitch(p), bar, 2, 0.6)],
                -6,
                -0.1,
                -6,
            ),
            _part("sub", bass([*first, *second, *end], 27, "4", 0.6), -9, 0, -30),
            _part("gong", [*single(38, 0, 4, 0.6), *single(38, 5, 4, 0.8), *single(38, 11, 4, 0.6)], -8, 0.1),
            _part("heartbeat", hits("x.o.............", 1, 10, 38, 0.8), -8, 0, -14),
            _part(
                "timpani",
                [*hits("......oooooxxxxx", 8, 1, 45, 0.6), *single(38, 9, 1, 0.9), *single(38, 11, 1, 0.6)],
                -8,
                0.15,
            ),
        ),
        hall_s=3.2,
        tail_s=4.0,
    )


def the_black_road() -> Piece:
    """Dark, marching: organ, low brass chorale, cellos, an army of low drums."""
    start = chords("Bbm Bbm")
    first = chords("Bbm Gb Ebm F Bbm Gb Ebm F", 2)
    second = chords("Db Ab Ebm Bbm Gb Ebm F F", 10)
    end = chords("Bbm Gb", 18) + chords("Bbm:2", 20)
    whole = [*start, *first, *second, *end]
    cells = shaped(
        figure([*start, *first, *second, *end[:2]], "0! . 0 1 2 1 0 1", 0.5, 46, 0.62), (0, 0.8), (2, 0.85), (10, 1.1)
    )
    tune = melody("f4:3 gb4:1 | f4:2 db4:2 | eb4:3 f4:1 | c4:4 | f4:3 ab4:1 | bb4:2 gb4:2 | f4:2 eb4:2 | f4:4", 2, 0.7)
    tune2 = melody(
        "ab4:3 bb4:1 | ab4:2 eb4:2 | gb4:3 ab4:1 | f4:4 | bb4:3 db5:1 | bb4:2 gb4:2 | a4:4 | c5:4 | bb4:4 | "
        "db5:3 bb4:1",
        10,
        0.82,
    )
    return Piece(
        name="The Black Road",
        mood="dark",
        bpm=98,
        key="Bb minor",
        scale=scale("bb", "0 2 3 5 7 8 10 11"),
        bars=22,
        body=(2, 18),
        ending=18,
        caption=(
            "A slow march of low drums, cellos and organ under a low brass and horn theme with choir; heavy, menacing, "
            "villainous, relentless."
        ),
        tags=(
            "menacing villain march army evil storm fortress dragon battle organ brass choir drums medium orchestral"
        ),
        parts=(
            _part("spiccato", cells, -4, -0.2, -9),
            _part(
                "low_brass",
                shaped(pad(whole, 50, 3, 0.65), (0, 0.7), (2, 0.8), (10, 1.1), (18, 1.1), (20, 1.0)),
                -5,
                0.2,
                -9,
            ),
            _part("horns", [*tune, *tune2, *single(pitch("bb3"), 20, 1.8, 0.75)], -2.5, 0.15, -7),
            _part("strings", [*moved(between(tune2, 10, 20), 12), *single(pitch("f5"), 20, 1.8, 0.6)], -7, -0.25, -7),
            _part("choir_ah", shaped(pad([*second, *end], 62, 4, 0.62), (10, 0.9), (17, 1.1), (20, 0.9)), -6.5, 0, -6),
            _part("organ", shaped(pad(whole, 56, 4, 0.5), (0, 0.9), (10, 1.0)), -10, 0, -7),
            _part("low_strings", bass(whole, 34, "4", 0.65), -5, -0.1, -11),
            _part(
                "taiko",
                [*hits("X...x.x.", 0, 10, 34, 0.7), *hits("X..xx.x.X..xx.xx", 10, 9, 34, 0.8), *single(34, 20, 1, 1.0)],
                -4,
                0,
                -11,
            ),
            _part("snare", [*hits("..o...o...o.o.oo", 10, 9, 60, 0.5)], -15, 0.2, -9),
            _part("boom", [n for bar in (0, 2, 10, 18, 20) for n in single(29, bar, 1, 0.8)], -6.5, 0, -12),
            _part("crash", [*single(60, 10, 1, 0.7), *single(60, 18, 1, 0.7), *single(60, 20, 1, 0.9)], -12),
            _part("swell", [*single(60, 0.5, 1.5, 0.6), *single(60, 8.5, 1.5, 0.8), *single(60, 16, 2, 0.9)], -11),
            _part(
                "timpani",
                [
                    *hits("....x...X...x...", 2, 8, 41, 0.6),
                    *hits("xxxxxxxxxxxxxxxX", 19, 1, 41, 0.7),
                    *single(34, 20, 1, 1.0),
                ],
                -8,
                0.1,
            ),
        ),
        hall_s=2.8,
        tail_s=4.0,
    )


def banners() -> Piece:
    """Epic, quick: string figure, horns with the theme, choir, drums; the end in major."""
    start = chords("Dm Dm")
    first = chords("Dm Bb F C Dm Bb Gm A", 2)
    second = chords("Dm Bb F C/E Gm Dm/F Bb A", 10)
    end = chords("Bb C", 18) + chords("D:2", 20)
    running = [*start, *first, *second, *end[:2]]
    low = shaped(figure(running, "0! 0 1 0 2 0 1 0", 0.5, 50, 0.65), (0, 0.85), (10, 1.0), (19, 1.15))
    high = figure([*second, *end[:2]], "0 1 2 1", 0.25, 69, 0.5)
    theme = melody(
        "d4:2 a4:2 | bb4:3 a4:1 | a4:1 f4:1 c5:2 | g4:3 f4:1 | d4:2 a4:2 | d5:3 c5:1 | bb4:2 d5:2 | c#5:4", 2, 0.75
    )
    second_theme = melody(
        "a4:1 d5:1 f5:2 | f5:1 e5:1 d5:2 | c5:2 a4:1 c5:1 | g5:3 e5:1 | d5:2 bb4:2 | a4:1 d5:1 f5:2 | f5:2 "
        "g5:2 | e5:3 a4:1 "
        "| d5:2 f5:2 | e5:2 g5:2", 10, 0.85)  # fmt: skip
    final = [n for p in ("d3", "a3", "d4", "f#4") for n in single(pitch(p), 20, 1.7, 0.9)]
    return Piece(
        name="Banners",
        mood="epic",
        bpm=112,
        key="D minor",
        scale=scale("d", "0 2 3 5 7 8 10 11 4"),
        bars=22,
        body=(2, 18),
        ending=18,
        caption=(
            "Galloping strings, big drums, French horns and choir with a heroic theme that ends in a bright major "
            "chord; powerful, triumphant, battle and adventure."
        ),
        tags=(
            "heroic battle adventure victory hero triumph army race dragon flight orchestral drums horns choir "
            "fast powerful"
        ),
        parts=(
            _part("spiccato", low, -4, -0.25, -10),
            _part("spiccato", high, -11, 0.4, -9),
            _part("horns", [*theme, *moved(between(second_theme, 10, 20), -12), *final], -2, 0.2, -8),
            _part("strings", [*second_theme, *moved(final, 12)], -3.5, -0.2, -8),
            _part(
                "trumpets",
                [
                    *between(second_theme, 14, 20),
                    *single(pitch("a4"), 20, 1.7, 0.8),
                    *single(pitch("f#5"), 20, 1.7, 0.8),
                ],
                -7,
                0.1,
                -8,
            ),
            _part(
                "low_brass",
                shaped(pad([*first, *second, *end], 48, 3, 0.65), (2, 0.7), (10, 1.0), (20, 1.1)),
                -5.5,
                0.25,
                -9,
            ),
            _part("choir_ah", shaped(pad([*second, *end], 64, 4, 0.65), (10, 0.9), (18, 1.1)), -6, 0, -6),
            _part("soft_strings", shaped(pad([*start, *first], 60, 4, 0.6), (0, 0.8), (8, 1.0)), -8, 0, -7),
            _part("low_strings", bass([*start, *first, *second, *end], 36, "2 2", 0.65), -5, 0, -11),
            _part(
                "taiko",
                [
                    *hits("X..xX.x.", 0, 10, 38, 0.65),
                    *hits("X..xX.x.X.x.X.xx", 10, 10, 38, 0.8),
                    *single(38, 20, 1, 1.0),
                ],
                -3.5,
                0,
                -11,
            ),
            _part("taiko", hits("..x...x...x.x.xx", 10, 10, 45, 0.6), -10, -0.4, -10),
            _part("snare", hits("o.oox.oo", 10, 10, 60, 0.5), -15, 0.25, -9),
            _part("boom", [n for bar in (2, 10, 18, 20) for n in single(33, bar, 1, 0.8)], -7, 0, -12),
            _part("crash", [n for bar in (2, 10, 14, 18, 20) for n in single(60, bar, 1, 0.75)], -11),
            _part(
                "swell",
                [
                    *single(60, 0.5, 1.5, 0.7),
                    *single(60, 8.5, 1.5, 0.8),
                    *single(60, 17, 1, 0.8),
                    *single(60, 19, 1, 1.0),
                ],
                -10,
            ),
            _part(
                "timpani",
                [
                    *hits("x.......x...x...", 2, 8, 38, 0.7),
                    *hits("xxxxxxxxxxxxxxxX", 19, 1, 45, 0.75),
                    *single(38, 20, 1, 1.0),
                ],
                -7,
                0.1,
            ),
        ),
        hall_s=2.4,
        tail_s=4.2,
    )


def over_the_summit() -> Piece:
    """Epic, broad: a wide slow theme in major that climbs; strings, horns, harp, timpani."""
    start = chords("C Csus4")
    first = chords("C G/B Am F C/E F Dm G", 2)
    second = chords("Ab Eb F C Ab Bb F/A G", 10)
    end = chords("C F/C C:2", 18)
    whole = [*start, *first, *second, *end]
    theme = melody("g4:2 c5:2 | d5:3 b4:1 | c5:2 e5:2 | a4:4 | g4:2 c5:2 | a4:2 f5:2 | e5:2 d5:2 | d5:3 g4:1", 2, 0.82)
    climb = melody(
        "eb5:3 c5:1 | bb4:2 g4:2 | a4:2 c5:2 | e5:3 g4:1 | ab4:2 c5:2 | d5:2 f5:2 | f5:2 a5:2 | g5:4 | g5:2 "
        "e5:2 | f5:2 a5:2 | g5:6",
        10,
        0.83,
    )
    arps = shaped(
        figure([*start, *first, *second, *end[:2]], "0 1 2 3 4 3 2 1", 0.5, 55, 0.55, 2.0), (0, 1.1), (10, 1.0)
    )
    return Piece(
        name="Over the Summit",
        mood="epic",
        bpm=96,
        key="C major",
        scale=scale("c", "0 2 4 5 7 9 11 3 8 10"),
        bars=22,
        body=(2, 18),
        ending=18,
        caption=(
            "A broad, soaring theme of violins and French horns over harp, timpani and choir; majestic, uplifting, "
            "landscapes, discovery and flight."
        ),
        tags=(
            "majestic soaring uplifting mountain discovery space wonder glory sunrise hope ocean orchestral slow wide"
        ),
        parts=(
            _part("soft_strings", shaped(pad(whole, 58, 4, 0.62), (0, 1.05), (9, 1.05), (18, 1.1)), -6, 0, -7),
            _part("strings", [*theme, *climb], -2, -0.2, -7),
            _part("strings", moved(climb, -12), -6, 0.1, -7),
            _part("horns", [*moved(between(theme, 6, 10), -12), *moved(climb, -12)], -4, 0.2, -7),
            _part("horns", shaped(pad([*first, *second, *end], 55, 2, 0.55), (2, 0.95), (10, 1.05)), -8, 0.3, -7),
            _part("trumpets", between(climb, 14, 20), -9, 0.05, -7),
            _part("low_brass", shaped(pad([*second, *end], 46, 3, 0.62), (10, 0.85), (18, 1.1)), -7, 0.2, -9),
            _part("choir_ah", shaped(pad([*second, *end], 66, 4, 0.6), (10, 0.85), (18, 1.1)), -7.5, 0, -6),
            _part("harp", arps, -8, 0.45, -7),
            _part("low_strings", bass(whole, 36, "4", 0.65), -5, 0, -10),
            _part(
                "timpani",
                [
                    *hits("x.......x...x...", 0, 10, 48, 0.62),
                    *hits("X.....x.X...x.x.", 10, 8, 43, 0.7),
                    *hits("X.......X...xxxX", 18, 2, 43, 0.8),
                    *single(36, 20, 1, 1.0),
                ],
                -6,
                0.1,
            ),
            _part("taiko", hits("X.....x.X...x...", 10, 10, 36, 0.65), -7, 0, -11),
            _part("snare", hits("x.ooo.o.x.ooo.oo", 14, 6, 60, 0.42), -16, 0.25, -8),
            _part("crash", [n for bar in (10, 14, 18, 20) for n in single(60, bar, 1, 0.75)], -12),
            _part(
                "swell",
                [
                    *single(60, 0.5, 1.5, 0.6),
                    *single(60, 8.5, 1.5, 0.9),
                    *single(60, 16.5, 1.5, 0.9),
                    *single(60, 19, 1, 0.9),
                ],
                -10,
            ),
            _part("boom", [n for bar in (10, 18, 20) for n in single(31, bar, 1, 0.8)], -8, 0, -12),
        ),
        hall_s=2.8,
        tail_s=4.0,
    )
