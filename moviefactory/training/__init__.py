"""The training room: networks that learn from a person's own material. Nothing of it runs when a movie is made."""
