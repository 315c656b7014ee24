"""moviefactory: one sentence goes in, a sounding, multi-scene, ultra-wide movie comes out.

The rooms, in the order in which they may import one another (a room imports only what stands left of it):

    errors < movie, timeline, workspace < media, jobs < script, video, audio, upscale, compose, check
           < film < ready < produce, takes < screen < cli

Start reading at `produce.py`. This file imports nothing, so that asking for one room never loads another.
"""
