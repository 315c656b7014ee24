"""The compose room: clips and cues become one movie file.

    arrange.py        movie + clips + cues -> Timeline          integers only, nothing is opened
    place_sounds.py place_music.py place_voices.py align.py clock.py   when each cue is heard; used by arrange
    pieces.py         Timeline -> clean stretches and overlaps  pure
    filtergraph.py    pieces -> ffmpeg arguments                pure
    mix.py            the cues' samples -> one stereo mix and its stems   numpy, block by block
    strips.py ducking.py levels.py                              used by mix: levels and fades, stepping back, the meter
    sources.py loop_seam.py decoded.py                          used by mix: a cue's samples, beds that repeat, files
    master.py         mix -> AAC at the wanted loudness         measured on the encoded file
    render.py         Timeline -> picture, sound, movie
    timeline_file.py  Timeline <-> plain values, timeline.json
    cut_movie.py      the three as jobs                         the verb

It knows nothing of how clips and sounds were made.
"""
