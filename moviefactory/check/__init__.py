"""The check room: a finished movie is measured, and what was measured is put into plain words.

It knows what was expected only as numbers; how the movie was made is no concern of it.
"""
