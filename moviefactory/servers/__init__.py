"""Servers that do the work of a stage elsewhere: their addresses, their secrets, the time that an answer may take.

Knows nothing of what they are asked for: every stage has its own way to its servers.
"""
