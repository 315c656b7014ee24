"""The compose room: clips and cues become one movie file.

    arrange.py        movie + clips + cues -> Timeline          integers only, nothing is opened
    place_sounds.py   when each cue is heard                    used by arrange
    pieces.py         Timeline -> clean stretches and overlaps  pure
    filtergraph.py    pieces -> ffmpeg arguments                pure
    mix.py            the cues' samples -> one stereo mix       numpy, block by block
    sources.py levels.py ducking.py                             used by mix: files, loudness and fades, stepping back
    master.py         mix -> AAC at the wanted loudness         measured on the encoded file
    render.py         Timeline -> picture, sound, movie
    timeline_file.py  Timeline <-> plain values, timeline.json
    cut_movie.py      the three as jobs                         the verb

It knows nothing of how clips and sounds were made.
"""
