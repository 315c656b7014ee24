"""Synthesises every file of the starter sound library in `audio_db/` (run `python -m scripts.sound_library.make`)."""
