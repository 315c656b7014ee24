"""Wishes about the style of the picture: "black and white", "in the style of watercolour"."""

from __future__ import annotations

import re

from moviefactory.movie import Movie, Scene, Shot
from moviefactory.script.lexicon import capital
from moviefactory.script.wish_plan import Found, Scope, Words, rewritten, with_shots
from moviefactory.script.wish_text import tidied

_STYLES: tuple[tuple[str, str], ...] = (  # what is wished, the words for a picture model
    (r"film noir|noir", "film noir, black and white, hard shadows"),
    (r"black[ -]and[ -]white|b&w|b/w|monochrome", "black and white"),
    (r"water ?colou?rs?(?: painting)?", "watercolour painting"),
    (r"oil paint(?:ing|ed)?s?", "oil painting"),
    (r"pencil(?: drawing| sketch)?|sketch(?:ed|y)?", "pencil sketch"),
    (r"charcoal(?: drawing)?", "charcoal drawing"),
    (r"anime|manga|ghibli", "hand-drawn anime style"),
    (
        (
            r"(?:hand-?drawn "
            r")?cartoon(?:ish)?|comic(?: "
            r"book)?"
        ),
        "cartoon style",
    ),
    (r"clay(?:mation)?|stop[- ]motion|plasticine", "stop-motion claymation"),
    (r"pixar|3d animat(?:ion|ed)", "3D animation style"),
    (r"pixel[- ]art|8-?bit game", "pixel art"),
    (r"paper[- ]?cut(?:-?outs?)?", "paper cut-out style"),
    (r"lego", "toy brick style"),
    (r"silent (?:film|movie)|1920s", "1920s silent film, black and white, film grain"),
    (r"sepia", "sepia tones"),
    (r"vintage|retro(?: look)?|old film|super ?8|8 ?mm", ("vintage film look, faded colours, film grain")),
    (r"vhs|1980s|80s", "1980s VHS look"),
    (r"cyberpunk", "cyberpunk style, neon colours"),
    (r"steampunk", "steampunk style"),
    (
        (
            r"documentary(?: style| "
            r"look)?"
        ),
        "documentary style, natural light",
    ),
    (r"photo-?realistic|realistic", "photorealistic"),
    (r"impressionis(?:t|m)(?:ic)?", "impressionist painting"),
    (r"surreal(?:ist|istic)?", "surreal style"),
    (r"dreamy|dream-?like", "dreamy soft focus"),
    (r"warm(?:er)? colou?rs|look warmer", "warm colours"),
    (
        (
            r"(?:cold(?:er)?|"
            r"cool(?:er)?) colou?rs|"
            r"look "
            r"(?:colder|cooler)"
        ),
        "cold colours",
    ),
    (
        (
            r"(?:more )?(?:vivid|saturated|vibrant|bright(?:er)?) colou?rs|more "
            r"colou?rful|colou?rful"
        ),
        "vivid colours",
    ),
    (r"pastel(?: colou?rs)?", "pastel colours"),
    (r"(?:muted|desaturated|faded) colou?rs|desaturated", "muted colours"),
    (
        (
            r"(?:darker|low[- ]key) (?:picture|image|"
            r"images|light|lighting)"
        ),
        "low-key lighting",
    ),
    (
        (
            r"(?:brighter|high[- ]key)(?: picture| image| images| light| "
            r"lighting)?(?! music)"
        ),
        "bright high-key lighting",
    ),
    (r"film grain|grainy", "film grain"),
)


_COLOUR = r"\b(?:in (?:full )?colou?r|full colou?r|no(?:t| more)? (?:in )?black and white|colou?r again)\b"


def read_style(words: Words, movie: Movie) -> None:
    """Black and white, watercolour, film noir, "in the style of ..."."""
    spans: list[tuple[int, int]] = []
    if match := words.search(_COLOUR):
        words.take(Found((match.span(),), lambda movie, scope: _unstyled(movie, scope)))
        return
    found = ""
    for pattern, style in _STYLES:
        if match := words.search(
            rf"\b(?:in )?(?:the )?(?:style of )?(?:an? |the )?(?:old )?(?:{pattern})(?: painting| film| movie| "
            rf"style| look| colou?rs?| images?| footage)?\b"
        ):
            found = f"{found}, {style}" if found else style
            spans.append(match.span())
            words.text = words.text[: match.start()] + "\x00" * len(match[0]) + words.text[match.end() :]
    if not found and (
        match := words.search(
            r"\bin (?:the )?style of (?P<who>an? |the )?(?P<style>[\w' -]+?)(?=[\s\x00]*(?:$|,|;|\x00))"
        )
    ):
        found = f"in the style of {match['who'] or ''}{match['style']}"
        spans.append(match.span())
    if found:
        words.take(Found(tuple(spans), lambda movie, scope: _styled(movie, scope, found)))
        for extra in re.finditer(r"\b(?:style|look like|painted|painting|drawn|footage)\b", words.text, re.I):
            words.text = words.text[: extra.start()] + "\x00" * len(extra[0]) + words.text[extra.end() :]


def _styled(movie: Movie, scope: Scope, style: str) -> tuple[Movie, str]:
    """The style of the movie, or of the named shots, with more words at its front."""
    new = _with_style(movie.style, style)
    after = with_shots(movie, scope.ids, lambda scene, shot: _restyled(movie, scene, shot, new))
    if not scope.words:
        after = after.model_copy(update={"style": new[:300]})
    return after, "" if after != movie else f"the style already is {style}"


def _unstyled(movie: Movie, scope: Scope) -> tuple[Movie, str]:
    plain = re.sub(
        r"(?:^|, )\s*(?:film noir|black and white|sepia tones|monochrome)", "", movie.style, flags=re.I
    ).strip(", ")
    if plain == movie.style:
        return movie, "it already is in colour"
    after = with_shots(movie, scope.ids, lambda scene, shot: _restyled(movie, scene, shot, plain))
    return (after if scope.words else after.model_copy(update={"style": plain})), ""


def _with_style(old: str, style: str) -> str:
    if style.lower() in old.lower():
        return old
    parts = [part for part in style.split(", ") if part.lower() not in old.lower()]
    return ", ".join([*parts, old]) if old.strip() else capital(style)


def _restyled(movie: Movie, scene: Scene, shot: Shot, new: str) -> Shot:
    """The prompt's sentence of style in the new words; where there is none, it comes at the end."""
    old, style = movie.style.strip().rstrip("."), new.strip().rstrip(".")
    if old and re.search(re.escape(old), shot.prompt, re.I):
        prompt = re.sub(re.escape(old), lambda _: style, shot.prompt, flags=re.I)
    else:
        added = style.removesuffix(old).rstrip(", ") if old else style
        prompt = f"{shot.prompt.rstrip().rstrip('.')}. {added[:1].upper()}{added[1:]}."
    prompt = re.sub(r"(\. )([a-z])", lambda match: match[1] + match[2].upper(), prompt)
    return rewritten(shot, tidied(prompt), movie.cast, scene.heading)
