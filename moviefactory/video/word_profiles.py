"""What each family of video models was trained to read: the form, the length and the negative prompt it wants.

The plan is neutral; a profile is how one shot of it is said to one family. To add a family, add a line to PROFILES.
Knows nothing of shots, checkpoints or pipelines.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from moviefactory.errors import PlanError
from moviefactory.movie import Angle, CameraMove, Framing
from moviefactory.video.clip_tokens import CLIP_LIMIT

Form = Literal["plain", "prose", "chronological", "tags"]
Part = Literal["said", "motion", "cast", "place", "relation", "light", "camera", "style"]


@dataclass(frozen=True)
class WordProfile:
    """How one family of models is spoken to. `limit` counts words, for "tags" CLIP tokens; 0 is no limit."""

    name: str
    about: str  # one line for a list of profiles
    form: Form
    limit: int = 0
    encoder_tokens: int = 0  # what the model's text encoder reads, for whoever calls the model; 0: not known
    negative: tuple[str, ...] = ()
    joined: str = ", "  # between the words of the negative prompt
    parts: tuple[Part, ...] = ()  # the order of a prose prompt
    camera: Literal["film", "literal", "brief"] = "film"


# Wan 2.1/2.2, `sample_neg_prompt` of wan/configs/shared_config.py: gaudy colours, overexposed, static, blurred detail,
# subtitles, style, artwork, painting, picture, still, overall grey, worst quality, low quality, JPEG remains, ugly,
# incomplete, extra fingers, badly drawn hands, badly drawn faces, deformed, disfigured, misshapen limbs, fused fingers,
# motionless picture, messy background, three legs, many people in the background, walking backwards.
_WAN_NEGATIVE = (
    "色调艳丽", "过曝", "静态", "细节模糊不清", "字幕", "风格", "作品", "画作", "画面", "静止", "整体发灰", "最差质量",
    "低质量", "JPEG压缩残留", "丑陋的", "残缺的", "多余的手指", "画得不好的手部", "画得不好的脸部", "畸形的", "毁容的",
    "形态畸形的肢体", "手指融合", "静止不动的画面", "杂乱的背景", "三条腿", "背景人很多", "倒着走",
)  # fmt: skip
_DRAWN = (
    r"paint|watercolou?r|anime|cartoon|comic|manga|illustrat|drawing|drawn|sketch|clay|puppet|animat|pixar|style of"
)
# A negative word must not forbid what the shot asks for: where the pattern is met, the word is left out.
ASKED_FOR: Mapping[str, str] = MappingProxyType({
    "色调艳丽": r"vivid|neon|colou?rful|saturated|technicolou?r", "过曝": r"overexpos|blinding|blown[- ]out",
    "静态": r"motionless|frozen in time|freeze[- ]frame", "静止": r"motionless|frozen in time|freeze[- ]frame",
    "静止不动的画面": r"motionless|frozen in time|freeze[- ]frame", "字幕": r"subtitle|caption|title card|lettering",
    "风格": _DRAWN, "作品": _DRAWN, "画作": _DRAWN, "画面": _DRAWN,
    "整体发灰": r"\bgr[ae]y\b|monochrom|black[- ]and[- ]white|fog|mist|noir", "丑陋的": r"\bugly\b|hideous|monster",
    "细节模糊不清": r"blur|out of focus|soft focus", "blurry": r"blur|out of focus|soft focus",
    "杂乱的背景": r"clutter|messy|junk|rubble|debris|chaos", "三条腿": r"three[- ]legged|tripod",
    "背景人很多": r"crowd|people|audience|market|stadium|spectators|party", "倒着走": r"backwards?\b|in reverse",
    "残缺的": r"ruin|broken|headless", "畸形的": r"deform|distort|warp", "毁容的": r"scarred|disfigur|mutant|zombie",
    "distorted": r"distort|warp|fish-?eye", "jittery": r"jitter|shak[ye]|handheld|stop[- ]motion",
    "text": r"\b(?:text|letters?|lettering|signs?|words|newspaper|book|poster|title)\b",
    "low resolution": r"pixel|lo-?fi|vhs|8-?bit",
})  # fmt: skip

_ALL = (
    WordProfile("plain", "the prompt as it stands in the plan", "plain"),
    # Wan's own prompt rewriter (wan/utils/prompt_extend.py) asks for 80-100 words: features of the subject, style,
    # spatial relations and shot scale, motion and camera moves, natural actions in simple verbs. Its guide's formula:
    # subject + scene + motion + aesthetic control + style. UMT5 reads 512 tokens.
    WordProfile("wan", "Wan 2.1 and 2.2: full prose in film terms, up to 120 words", "prose", 120, 512, _WAN_NEGATIVE,
                "，", ("said", "cast", "motion", "place", "relation", "light", "camera", "style")),
    # README of Lightricks/LTX-Video and LTX-2: one flowing paragraph of at most 200 words, literal and chronological:
    # main action, movements, appearances, background, camera, light and colours. The negative is that of its examples.
    WordProfile("ltx", "LTX-Video and LTX-2: one literal paragraph in the order of events, up to 200 words",
                "chronological", 200, 256, ("worst quality", "inconsistent motion", "blurry", "jittery", "distorted"),
                parts=("said", "motion", "cast", "place", "relation", "camera", "light", "style"), camera="literal"),
    # Prompt handbook of HunyuanVideo 1.5: subject + motion + scene + shot type + camera movement + lighting + style +
    # atmosphere. HunyuanVideo reads 256 tokens and is distilled with its guidance: no negative prompt.
    WordProfile("hunyuan", "HunyuanVideo: prose, from the subject to the camera, the light and the style", "prose",
                150, 256, parts=("said", "cast", "motion", "place", "relation", "camera", "light", "style")),
    # README of CogVideo: trained on long captions. T5 reads 226 tokens, which 140 English words do not fill.
    WordProfile("cogvideox", "CogVideoX: a long English caption within 226 T5 tokens", "prose", 140, 226,
                parts=("said", "cast", "motion", "place", "relation", "light", "camera", "style"), camera="brief"),
    # genmo/models: MAX_T5_TOKEN_LENGTH = 256; the examples are plain sentences, camera and mood words last.
    WordProfile("mochi", "Mochi 1: plain sentences, light and camera last", "prose", 150, 256,
                parts=("said", "cast", "motion", "place", "relation", "light", "camera", "style"), camera="brief"),
    # CLIP reads 77 tokens. diffusers' AnimateDiff page: short tags between commas; its negative prompts name qualities.
    WordProfile("sd", "Stable Diffusion kin (AnimateDiff, ModelScope, Text2Video-Zero): tags within 77 CLIP tokens",
                "tags", CLIP_LIMIT, CLIP_LIMIT,
                ("worst quality", "low quality", "low resolution", "blurry", "distorted", "text", "watermark")),
)  # fmt: skip
PROFILES: Mapping[str, WordProfile] = MappingProxyType({profile.name: profile for profile in _ALL})


def profile_called(name: str) -> WordProfile:
    """The profile of that name. Raises PlanError, naming those there are."""
    if name not in PROFILES:
        raise PlanError(f"video: there is no word profile {name!r}; choose one of {', '.join(PROFILES)}")
    return PROFILES[name]


# The camera. "{}" is who it turns to: "the fox", or "the scene"; what stands behind "|" is left out where the sentence
# has named them already.
FRAMINGS: Mapping[Framing, str] = MappingProxyType({
    "extreme_wide": "extreme wide shot", "wide": "wide shot", "medium": "medium shot", "close": "close-up",
})  # fmt: skip
ANGLES: Mapping[Angle, str] = MappingProxyType({"eye_level": "", "low": "low-angle", "high": "high-angle"})
BRIEF_MOVES: Mapping[CameraMove, str] = MappingProxyType({
    "static": "static camera", "push_in": "slow push in", "pull_back": "slow pull back", "pan_left": "pan to the left",
    "pan_right": "pan to the right", "tilt_up": "tilt up", "crane_up": "crane up", "tracking": "tracking camera",
    "orbit": "slow orbit", "handheld": "handheld camera",
})  # fmt: skip
FILM_MOVES: Mapping[CameraMove, str] = MappingProxyType({
    "static": "the camera is locked off", "push_in": "the camera slowly pushes in| on {}",
    "pull_back": "the camera slowly pulls back| from {}", "pan_left": "the camera pans smoothly to the left",
    "pan_right": "the camera pans smoothly to the right", "tilt_up": "the camera tilts up",
    "crane_up": "the camera cranes up|, rising over {}", "tracking": "the camera tracks smoothly alongside| {}",
    "orbit": "the camera slowly orbits around| {}", "handheld": "the camera is handheld, with a slight natural sway",
})  # fmt: skip
FILM_ANGLES: Mapping[Angle, str] = MappingProxyType({
    "eye_level": "", "low": "looking up at {}", "high": "looking down on {}",
})  # fmt: skip
FILM_FRAMINGS: Mapping[Framing, str] = MappingProxyType({  # what a framing shows, in the field's sense of the word
    "extreme_wide": "with the surroundings filling most of the picture",
    "wide": "with plenty of the surroundings in view", "medium": "with the surroundings still in view behind",
    "close": "with fine detail sharp and the background soft",
})  # fmt: skip
LITERAL_MOVES: Mapping[CameraMove, str] = MappingProxyType({
    "static": "the camera remains stationary", "push_in": "the camera moves slowly toward {}",
    "pull_back": "the camera moves slowly away from {}", "pan_left": "the camera pans to the left",
    "pan_right": "the camera pans to the right", "tilt_up": "the camera tilts upward",
    "crane_up": "the camera rises above {}", "tracking": "the camera moves smoothly alongside {}",
    "orbit": "the camera moves slowly around {}", "handheld": "the camera sways slightly, held by hand",
})  # fmt: skip
