"""The jobs room: what makes every step resumable. `job.py` is the receipt protocol, `run.py` runs jobs in order.

It knows functions, files and signatures; it does not know films.
"""
