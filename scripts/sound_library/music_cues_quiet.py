"""The cues for mysterious and sad: who plays what. Bars count from 0; see `music_score.py` for the notation."""

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


def _part(instrument: str, notes: list, gain_db: float, pan: float = 0.0, hall_db: float = -8.0) -> Part:
    return Part(instrument, tuple(notes), gain_db, pan, hall_db)


def lanterns() -> Piece:
    """Mysterious, light-footed: celesta, pizzicato and harp over chords a third apart."""
    start = chords("Em Em")
    first = chords("Em Cm Em Cm G Ebm/Gb Em B", 2)
    second = chords("Am Em C Abm Em C F#dim B", 10)
    end = chords("Em Cm", 18) + chords("Em:2", 20)
    running = [*start, *first, *second, *end[:2]]
    cel = figure(running, "0 2 1 3 2 4 3 1", 0.5, 71, 0.55, 1.0)
    walk = shaped(figure(running, "0 . 2 . 1 . 2 .", 0.5, 47, 0.65), (0, 0.85), (10, 1.0))
    tune = melody(
        "r:1 b4:1 e5:1 g5:1 | g5:3 eb5:1 | b4:2 e5:1 f#5:1 | g5:4 | d5:2 b4:1 d5:1 | bb4:3 gb4:1 | g4:2 b4:2 | d#5:4",
        2,
        0.65,
    )
    tune2 = melody(
        "e5:3 c5:1 | b4:2 g4:2 | c5:2 g5:2 | ab5:2 eb5:2 | e5:3 g5:1 | g5:2 e5:2 | f#5:2 c5:2 | b4:4 | e5:3 "
        "b4:1 | c5:2 g4:2 | e4:4",
        10,
        0.7,
    )
    return Piece(
        name="Lanterns",
        mood="mysterious",
        bpm=100,
        key="E minor",
        scale=(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
        bars=22,
        body=(2, 18),
        ending=18,
        caption=(
            "Celesta, plucked strings and harp tiptoe through strange shifting chords with flute and soft strings; "
            "curious, magical, secretive."
        ),
        tags=(
            "magic curious secret enchanted forest night fairy wizard puzzle exploration celesta flute harp "
            "pizzicato medium"
        ),
        parts=(
            _part("celesta", cel, -7, 0.35, -5),
            _part("pizzicato", walk, -4, -0.3, -8),
            _part("harp", figure([*first, *second], "0 1 2 3 . . . .", 0.5, 52, 0.55, 2.0), -8, 0.1, -6),
            _part("flute", [*tune, *between(tune2, 18, 22)], -3, 0.15, -6),
            _part("violin", between(tune2, 10, 18), -4, -0.2, -6),
            _part("clarinet", moved(between(tune2, 10, 18), -12), -6, 0.25, -6),
            _part(
                "soft_strings",
                shaped(pad([*first, *second, *end], 60, 4, 0.55), (2, 0.75), (10, 0.95), (18, 0.8)),
                -7,
                0,
                -6,
            ),
            _part("choir_oo", shaped(pad([*second, *end], 66, 3, 0.5), (10, 0.8), (16, 1.0), (20, 0.8)), -10, 0, -4),
            _part("low_strings", bass([*first, *second, *end], 40, "4", 0.5), -8, 0, -9),
            _part("shaker", hits("..o...o.", 2, 16, 60, 0.5), -20, -0.4, -8),
            _part(
                "bells",
                [
                    n
                    for bar, one in ((2, "e5"), (10, "a4"), (18, "e5"), (20, "e4"))
                    for n in single(pitch(one), bar, 2, 0.5)
                ],
                -10,
                0.3,
                -4,
            ),
            _part("swell", [*single(60, 8.75, 1.25, 0.5), *single(60, 16.75, 1.25, 0.5)], -14),
            _part("timpani", [*single(40, 10, 1, 0.5), *single(40, 18, 1, 0.5), *single(40, 20, 1, 0.45)], -11),
        ),
        hall_s=2.6,
        tail_s=4.0,
    )


def deep_signal() -> Piece:
    """Mysterious, floating: marimba and bells in a wide room, pads, a clarinet, something below."""
    start = chords("Am9 Am9")
    first = chords("Am9 Fmaj7 Am9 Dm9 Am9 Fmaj7 Dm9 E7", 2)
    second = chords("Dm9 Am9 Bbmaj7 Fmaj7 Dm9 Am9 Bbmaj7 E7", 10)
    end = chords("Am9 Fmaj7", 18) + chords("Am9:2", 20)
    running = [*start, *first, *second, *end[:2]]
    pattern = shaped(figure(running, "0 2 . 3 1 . 4 .", 0.5, 64, 0.6, 1.0), (0, 0.85), (10, 1.0), (19, 0.8))
    echo = [n.__class__(n.start + 0.75, n.length, n.pitch + 12, n.velocity * 0.55) for n in between(pattern, 0, 19)]
    tune = melody("r:4 | e4:3 c5:1 | b4:4 | r:2 a4:1 f4:1 | e4:4 | r:1 a4:1 c5:2 | d5:2 f5:2 | e5:4", 2, 0.65)
    tune2 = melody("f5:3 e5:1 | c5:4 | d5:3 a4:1 | c5:4 | f5:2 a5:2 | e5:3 c5:1 | d5:2 bb4:2 | b4:4", 10, 0.7)
    return Piece(
        name="Deep Signal",
        mood="mysterious",
        bpm=96,
        key="A minor",
        scale=scale("a", "0 2 3 5 7 8 10 1 11"),
        bars=22,
        body=(2, 18),
        ending=18,
        caption=(
            "Marimba and bell patterns echo over wide warm pads, sub bass and a distant choir with clarinet and cello; "
            "floating, cosmic, underwater, unknown."
        ),
        tags=(
            "space cosmic underwater deep sea unknown alien science dream floating exploration electronic "
            "pad bells medium"
        ),
        parts=(
            _part("marimba", pattern, -4, -0.3, -6),
            _part("celesta", echo, -9, 0.5, -4),
            _part("pad", shaped(pad(running + end[2:], 62, 4, 0.6), (0, 0.85), (10, 1.0), (18, 0.9)), -4.5, 0, -8),
            _part(
                "choir_oo",
                shaped(pad([*first, *second, *end], 70, 4, 0.5), (2, 0.6), (10, 0.95), (18, 0.85)),
                -8,
                0,
                -4,
            ),
            _part("clarinet", tune, -4, 0.2, -5),
            _part("cello", moved(tune2, -12), -4, -0.25, -6),
            _part("flute", tune2, -7, 0.2, -5),
            _part(
                "soft_strings", shaped(pad([*second, *end], 70, 3, 0.5), (10, 0.8), (17, 1.0), (20, 0.7)), -9, 0.1, -5
            ),
            _part(
                "sub", shaped(bass([*start, *first, *second, *end], 33, "4", 0.65), (0, 0.9), (10, 1.0)), -6.5, 0, -30
            ),
            _part("heartbeat", hits("x.....o.x.......", 2, 17, 33, 0.7), -9, 0, -12),
            _part("shaker", hits("o.x.o.x.", 10, 8, 60, 0.5), -20, 0.45, -9),
            _part(
                "bells",
                [
                    n
                    for bar, one in ((2, "a4"), (6, "e5"), (10, "d5"), (14, "a4"), (18, "e5"), (20, "a4"))
                    for n in single(pitch(one), bar, 2, 0.5)
                ],
                -10,
                -0.3,
                -3,
            ),
            _part("swell", [*single(60, 8.5, 1.5, 0.5), *single(60, 16.5, 1.5, 0.5)], -14),
            _part("harp", figure(end[2:], "0 1 2 3 4 5 6 7", 0.5, 57, 0.5, 3.0)[:8], -9, 0.3, -5),
        ),
        hall_s=3.2,
        tail_s=4.0,
    )


def empty_chair() -> Piece:
    """Sad, slow: a piano alone, then a cello, then strings that let go."""
    start = chords("Am")
    first = chords("Am F C G/B", 1)
    second = chords("Am Em/G F C/E", 5)
    third = chords("Dm Am/C Bdim E", 9)
    end = chords("Am F Am:1", 13)
    whole = [*start, *first, *second, *third, *end]
    hand = shaped(
        figure(whole[:-1], "0 1 2 3 2 1 2 1", 0.5, 50, 0.5, 2.4), (0, 1.15), (1, 1.0), (5, 1.0), (9, 1.1), (13, 0.85)
    )
    tune = melody("e5:3 d5:1 | c5:3 a4:1 | g4:2 c5:2 | d5:4", 1, 0.66)
    reply = melody(
        "e5:2 c5:2 | b4:3 g4:1 | a4:2 c5:2 | e5:3 d5:1 | f5:3 e5:1 | e5:2 c5:2 | d5:2 b4:2 | g#4:4 | a4:4 | "
        "c5:3 b4:1 | a4:4",
        5,
        0.72,
    )
    return Piece(
        name="Empty Chair",
        mood="sad",
        bpm=70,
        key="A minor",
        scale=scale("a", "0 2 3 5 7 8 10 11"),
        bars=16,
        body=(1, 13),
        ending=13,
        caption=("Quiet felt piano with a solo cello and slow strings; sorrowful, lonely, a farewell."),
        tags=("sorrow grief loss farewell lonely rain funeral regret tears piano cello strings slow acoustic intimate"),
        parts=(
            _part(
                "piano",
                [*hand, *(n for p in ("a2", "e3", "a3", "c4") for n in single(pitch(p), 15, 1, 0.45))],
                -4,
                -0.1,
                -7,
            ),
            _part("piano", shaped([*tune, *between(reply, 13, 16)], (1, 1.0)), -1.5, 0.15, -6),
            _part("cello", moved(between(reply, 5, 15), -12), -1.5, -0.25, -6),
            _part("violin", shaped(between(reply, 9, 13), (9, 0.8), (11, 1.0)), -5, 0.25, -6),
            _part(
                "soft_strings",
                shaped(pad([*second, *third, *end], 60, 4, 0.55), (5, 0.6), (9, 0.95), (12, 1.05), (14, 0.75)),
                -5,
                0,
                -6,
            ),
            _part("soft_strings", shaped(pad(first, 64, 3, 0.45), (1, 0.7)), -11, 0.1, -5),
            _part(
                "low_strings",
                shaped(bass([*second, *third, *end], 40, "4", 0.55), (5, 0.75), (10, 1.0), (14, 0.8)),
                -7,
                -0.1,
                -8,
            ),
            _part("harp", figure(third, "0 1 2 3 4 3 2 1", 0.5, 57, 0.45, 2.0), -12, 0.4, -6),
        ),
        hall_s=2.8,
        tail_s=4.0,
    )


def last_letter() -> Piece:
    """Sad, swaying in triplets: guitar and harp, a violin that remembers, a horn far away."""
    start = chords("Fm Fm")
    first = chords("Fm Db Ab Eb Fm Db Bbm C", 2)
    second = chords("Ab Eb/G Fm Db Bbm Fm/Ab Gdim/Db C", 10)
    end = chords("Fm Db", 18) + chords("Fm:2", 20)
    running = [*start, *first, *second, *end[:2]]
    third = 1 / 3
    sway = shaped(
        figure(running, "0 2 3 4 3 2 1 2 3 4 3 2", third, 53, 0.52, 3.0), (0, 1.15), (2, 1.0), (10, 1.05), (18, 0.85)
    )
    tune = melody("c5:3 ab4:1 | f4:3 ab4:1 | c5:2 eb5:2 | bb4:4 | c5:3 f5:1 | f5:2 db5:2 | db5:2 bb4:2 | c5:4", 2, 0.68)
    tune2 = melody(
        "eb5:3 c5:1 | bb4:3 eb5:1 | ab5:2 f5:2 | f5:3 ab4:1 | db5:3 f5:1 | c5:2 ab4:2 | bb4:2 db5:2 | e5:4 | "
        "f5:3 c5:1 | db5:2 ab4:2 | f4:6",
        10,
        0.74,
    )
    return Piece(
        name="Last Letter",
        mood="sad",
        bpm=96,
        key="F minor",
        scale=scale("f", "0 2 3 5 7 8 10 11"),
        bars=22,
        body=(2, 18),
        ending=18,
        caption=(
            "Rolling nylon guitar and harp with a yearning violin, soft strings and a distant horn; melancholy, "
            "bittersweet, "
            "remembering."
        ),
        tags=(
            "melancholy bittersweet memory longing autumn parting letter old lonely sea guitar harp violin "
            "strings medium acoustic"
        ),
        parts=(
            _part("guitar", sway, -4.5, -0.25, -9),
            _part("harp", moved(between(sway, 10, 18), 12), -11, 0.45, -7),
            _part("violin", tune2, -2, 0.1, -6),
            _part("clarinet", tune, -2.5, 0.15, -6),
            _part("cello", [*moved(between(tune2, 14, 20), -12), *single(pitch("f3"), 20, 1.7, 0.5)], -6, -0.3, -6),
            _part("horns", shaped(pad(second, 53, 2, 0.45), (10, 0.9)), -10, 0.3, -4),
            _part(
                "soft_strings",
                shaped(
                    pad([*first, *second, *end], 60, 4, 0.52), (2, 0.6), (9, 0.85), (10, 0.95), (17, 1.0), (20, 0.7)
                ),
                -6,
                0,
                -6,
            ),
            _part(
                "low_strings",
                shaped(bass([*first, *second, *end], 41, "4", 0.5), (2, 0.7), (10, 1.0), (20, 0.8)),
                -8,
                0,
                -8,
            ),
            _part(
                "piano",
                [
                    n
                    for bar, p in ((2, "f2"), (6, "f2"), (10, "ab2"), (14, "bb2"), (18, "f2"), (20, "f2"), (20, "c4"))
                    for n in single(pitch(p), bar, 1, 0.45)
                ],
                -8,
                0,
                -6,
            ),
            _part("timpani", [*single(41, 10, 1, 0.35), *single(41, 18, 1, 0.35)], -13),
        ),
        hall_s=2.6,
        tail_s=4.0,
    )
