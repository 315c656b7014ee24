"""The media room: ffmpeg, probing, frames in and out, sound in and out. It knows files, not films."""
