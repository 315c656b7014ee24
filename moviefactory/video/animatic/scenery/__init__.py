"""Shared pieces of scenery, painted in metres and daylight colours onto an `Art`: places are put together from them.

Each piece is a function `piece(art, x, height_m, rng, ...)`: it stands at (x, y) with its foot on y (0 unless given).
"""
