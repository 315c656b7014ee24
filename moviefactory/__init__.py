"""moviefactory: one sentence goes in, a sounding, multi-scene, ultra-wide movie comes out.

The rooms, in the order in which they may import one another (a room imports only what stands left of it):

    errors < timeline < movie, workspace < plan_file, plan_text and what they write with (yaml_*, plan_splice)
           < machine, media, jobs, hub, servers < script, video, audio, upscale, compose, check < training, evaluation
           < film < enlarging < ready < produce, takes < screen* < cli_* < cli

Start reading at `produce.py`. This file imports nothing, so that asking for one room never loads another.
"""
