"""The room that asks how good a tool is, on sets whose right answers are known. Never part of making a movie.

`retrieval.py` is its verb for sounds: how often the sound that a caption describes is found.
"""
