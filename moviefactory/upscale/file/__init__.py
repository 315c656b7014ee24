"""A person's own video file, enlarged with all that is in it: look, find its cuts, enlarge, put it together again.

Start at `upscale_file.py`.
"""
