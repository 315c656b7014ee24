"""What the rules make of wishes about a plan: only what is wished changes, and it reads well."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from asking import written

from moviefactory.errors import PlanError
from moviefactory.movie import Camera, CastMember, Movie, Scene, Shot, Sound, Staging
from moviefactory.plan_file import movie_from, read_yaml, resolved
from moviefactory.script.revise_rules import acts_of, revise_offline, where_of
from moviefactory.script.staging import stamped

PROJECTS = Path(__file__).parents[2] / "configs" / "movies"
WEATHERS = r"\b(?:clear|sunny|sunshine|blue sky|golden sunlight|starry|moonlight)\b"


@cache
def project(name: str) -> Movie:
    path = PROJECTS / f"{name}.yaml"
    return movie_from(resolved(read_yaml(path), {}), str(path))


@cache
def story(idea: str, scenes: int = 4) -> Movie:
    return written(idea, seed=1, scenes=scenes)


@cache
def by_hand() -> Movie:
    """A plan that a person wrote: free prompts, few stagings."""
    mara = "a young fisherwoman in a blue sweater"
    return Movie(
        title="Harbour Day",
        style="35mm film, film grain",
        cast=(
            CastMember(id="mara", noun="fisherwoman", kind="person", description=mara, color="blue"),
            CastMember(id="dog", noun="dog", kind="animal", description="a scruffy brown dog", color="brown"),
        ),
        scenes=(
            Scene(
                id="harbour",
                heading="EXT. OLD HARBOUR - DAY",
                shots=(
                    Shot(
                        id="arrive",
                        camera=Camera(framing="wide"),
                        subjects=("mara", "dog"),
                        prompt=f"Wide shot of a small harbour at noon under a clear blue sky. A{mara[1:]} walks along "
                        "the pier with a scruffy brown dog. 35mm film, film grain.",
                        sounds=(Sound(id="panting", description="dog panting"),),
                        staging=Staging(setting="harbour", place="old harbour"),
                    ),
                    Shot(id="road", prompt="The harbour road, golden light of a low sun over the road, gulls above."),
                ),
                sounds=(Sound(id="bed", kind="ambience", description="seagulls and harbour water"),),
            ),
            Scene(
                id="kitchen",
                heading="INT. KITCHEN - DAY",
                shots=(
                    Shot(
                        id="soup",
                        prompt=f"A{mara[1:]} cooks soup. The dog sleeps under the table.",
                        subjects=("mara", "dog"),
                    ),
                    Shot(
                        id="window",
                        prompt=f"The sun is shining through the window. A{mara[1:]} looks out on a sunny "
                        "afternoon, her face calm.",
                        subjects=("mara",),
                    ),
                ),
            ),
        ),
    )


def shots(movie: Movie) -> dict[str, Shot]:
    return {shot.id: shot for _, shot in movie.shots()}


def touched(before: Movie, after: Movie) -> set[str]:
    """Ids of shots that are there in both and differ."""
    new = shots(after)
    return {one for one, shot in shots(before).items() if one in new and new[one] != shot}


def ambience(movie: Movie, scene_id: str) -> str:
    return ", ".join(one.description for scene in movie.scenes if scene.id == scene_id for one in scene.sounds)


def prompt_of(movie: Movie, shot_id: str) -> str:
    return shots(movie)[shot_id].prompt


def test_rain_in_act_two_touches_only_act_two() -> None:
    race = project("race")
    wet = revise_offline(race, "make it rain in act two")
    middle = {shot.id for scene in race.scenes[1:3] for shot in scene.shots}
    assert touched(race, wet) == middle
    assert wet.scenes[0] == race.scenes[0] and wet.scenes[3] == race.scenes[3]
    for one in middle:
        shot = shots(wet)[one]
        assert shot.staging is not None and shot.staging.weather == "rain"
        assert "rain" in shot.prompt and not re.search(WEATHERS, shot.prompt)
        assert shot.staging.auto == stamped(shot.staging, shot.prompt).auto
        assert shot.model_copy(update={"prompt": "", "staging": None}) == shots(race)[one].model_copy(
            update={"prompt": "", "staging": None}
        )
    assert "rain" in ambience(wet, "sea-bend") and "rain" not in ambience(wet, "clifftop-road")
    assert "seagulls" not in ambience(wet, "coast-road-2")


@pytest.mark.parametrize(
    "wish",
    [
        "it should be raining in the second act",
        "rain in scenes 2 and 3",
        "let it rain in the middle, please",
        "In act II, make it rain",
        "rain everywhere but in scene 1, and no rain in the last scene",
    ],
)
def test_a_wish_may_be_worded_in_many_ways(wish: str) -> None:
    race = project("race")
    stagings = [scene.shots[0].staging for scene in revise_offline(race, wish).scenes]
    assert [one.weather for one in stagings if one] == ["clear", "rain", "rain", "clear"]


@pytest.mark.parametrize(
    ("wish", "scenes"),
    [
        ("make it rain in scene 3", [2]),
        ("make it rain in the last scene", [3]),
        ("make it rain in the first two scenes", [0, 1]),
        ("make it rain in scenes 2 to 4", [1, 2, 3]),
        ("make it rain at the beginning", [0]),
        ("make it rain in the finale", [3]),
        ("make it rain from scene 3 on", [2, 3]),
        ("make it rain before scene 2", [0]),
        ("make it rain everywhere", [0, 1, 2, 3]),
        ("make it rain", [0, 1, 2, 3]),
        ("rain in scene sea-bend", [2]),
        ("make it rain in the sea bend scene", [2]),
        ("fog on the clifftop road", [3]),
        ("make the sunset scenes rainy", [2, 3]),
        ("rain in the first and the last scene", [0, 3]),
        ("make it rain in the second half", [2, 3]),
    ],
)
def test_where_a_wish_points(wish: str, scenes: list[int]) -> None:
    race = project("race")
    expected = tuple(shot.id for number in scenes for shot in race.scenes[number].shots)
    found = where_of(race, wish)
    assert set(found) >= set(expected) and (len(found) == len(expected) or "half" in wish)


def test_a_first_and_a_last_shot_may_be_meant_by_start_and_end() -> None:
    race = project("race")
    assert touched(race, revise_offline(race, "start with a close-up")) == {"line-up"}
    assert touched(race, revise_offline(race, "end on a static shot")) == {"end"}
    assert touched(race, revise_offline(race, "a sad ending")) == {"finish", "end"}


def test_where_may_be_single_shots() -> None:
    race, dog = project("race"), story("a dog chases a cat through the city")
    assert where_of(race, "rain in the last shot") == ("end",)
    assert where_of(race, "rain in the first shot of scene 2") == ("second",)
    assert where_of(race, "a close-up in shot line-up") == ("line-up",)
    seen = where_of(dog, "make it rain in the shots with the cat")
    assert seen == tuple(shot.id for _, shot in dog.shots() if "cat" in shot.subjects)
    assert where_of(by_hand(), "make it rain in the kitchen") == ("soup", "window")


@pytest.mark.parametrize(
    "wish", ["make it rain in scene 9", "rain in the volcano scene", "rain in act 4", "drop shot 40"]
)
def test_an_unknown_place_is_named_with_the_scenes_that_exist(wish: str) -> None:
    with pytest.raises(PlanError, match="clifftop-road") as caught:
        revise_offline(project("race"), wish)
    assert "does not have" in str(caught.value)


def test_acts_are_the_planned_ones_or_three_by_position() -> None:
    assert acts_of(project("race")) == (1, 2, 2, 3)
    assert acts_of(story("a rose", scenes=1)) == (1,)
    assert acts_of(story("a rose", scenes=2)) == (1, 2)
    assert acts_of(story("a rose", scenes=3)) == (1, 2, 3)
    many = acts_of(story("a rose", scenes=12))
    assert sorted(many) == list(many) and many.count(1) == 3 and many.count(2) == 6 and many.count(3) == 3
    planned = project("race")
    scenes = tuple(
        scene.model_copy(update={"act": act}) for scene, act in zip(planned.scenes, (1, 2, None, 5), strict=True)
    )
    assert acts_of(planned.model_copy(update={"scenes": scenes})) == (1, 2, 2, 5)


def test_a_person_s_words_stay_but_those_that_contradict() -> None:
    wet = revise_offline(by_hand(), "make it rain in scene 1")
    assert "at noon under a grey rainy sky" in prompt_of(wet, "arrive")
    assert "walks along the pier with a scruffy brown dog" in prompt_of(wet, "arrive")
    assert prompt_of(wet, "arrive").endswith("35mm film, film grain.")
    assert prompt_of(wet, "road") == "The harbour road, steady rain and grey light, gulls above."
    dark = revise_offline(by_hand(), "set the harbour scene at night")
    assert "at night under a starry night sky" in prompt_of(dark, "arrive") and "noon" not in prompt_of(dark, "arrive")
    assert dark.scenes[0].heading == "EXT. OLD HARBOUR - NIGHT" and dark.scenes[1] == by_hand().scenes[1]


def test_under_a_roof_the_weather_is_at_the_windows() -> None:
    wet = revise_offline(by_hand(), "make it rain in the kitchen")
    assert "window" in prompt_of(wet, "soup") and "rain" in prompt_of(wet, "soup")
    assert prompt_of(wet, "window").startswith("Rain runs down the window.")
    assert "rainy afternoon" in prompt_of(wet, "window") and "sun" not in prompt_of(wet, "window")
    assert "rain" in ambience(revise_offline(story("a chef cooking pasta"), "make it rain in scene 1"), "kitchen")


def test_only_the_touched_field_of_a_person_s_staging_changes() -> None:
    wet = revise_offline(by_hand(), "make it rain in scene 1")
    assert shots(wet)["arrive"].staging == Staging(setting="harbour", place="old harbour", weather="rain")
    assert shots(wet)["road"].staging is None
    race = project("race")
    edited = race.scenes[2].shots[0]
    assert edited.staging is not None
    mine = edited.model_copy(update={"staging": edited.staging.model_copy(update={"setting": "desert"})})
    scene = race.scenes[2].model_copy(update={"shots": (mine, *race.scenes[2].shots[1:])})
    plan = race.model_copy(update={"scenes": (*race.scenes[:2], scene, race.scenes[3])})
    assert mine.staging is not None
    assert shots(revise_offline(plan, "rain in scene 3"))[mine.id].staging == mine.staging.model_copy(
        update={"weather": "rain"}
    )


def test_there_is_no_weather_in_space_and_the_reason_is_said() -> None:
    with pytest.raises(PlanError, match="no weather"):
        revise_offline(story("two astronauts playing chess on Mars"), "make it rain")
    with pytest.raises(PlanError, match="no time of day"):
        revise_offline(story("the beginning of the universe"), "set it at night")


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        ("make it rain in scene 3", "already rains"),
        ("stop the snow", "no snow to stop"),
        ("make it tense", "already is tense"),
        ("fade to black at the end", "already ends"),
        ("no camels", "not understood"),
        ("set the first scene at dawn", "already plays at dawn"),
        ("drop all scenes", "nothing would be left"),
    ],
)
def test_a_wish_that_changes_nothing_says_why(wish: str, why: str) -> None:
    with pytest.raises(PlanError, match=why):
        revise_offline(project("lighthouse"), wish)


@pytest.mark.parametrize(
    "wish", ["make it rain frogs", "write a poem", "add a dragon", "", "make it purple in act two"]
)
def test_what_is_not_understood_is_refused_with_examples(wish: str) -> None:
    with pytest.raises(PlanError, match="make it rain in act two"):
        revise_offline(project("race"), wish)


def test_a_storm_that_ends_leaves_no_storm_in_words_or_sound() -> None:
    keeper = project("lighthouse")
    calm = revise_offline(keeper, "stop the storm")
    assert "storm" not in " ".join(prompt_of(calm, one) for one in ("face", "strike", "slip", "strain", "last-push"))
    assert prompt_of(calm, "strike").startswith(
        "Pale dawn light falls around an old lighthouse keeper in a yellow raincoat"
    )
    assert prompt_of(calm, "relief") == prompt_of(keeper, "relief")  # "after the storm" is still true
    assert "thunder" not in ambience(calm, "lighthouse-2") and ambience(calm, "lighthouse-2")


def test_several_wishes_share_a_place_that_is_said_once() -> None:
    race = project("race")
    for wish in (
        "in scene 2, make it rain and set it at night",
        "make it rain and set it at night in scene 2",
        "a rainy night in scene 2",
    ):
        new = revise_offline(race, wish)
        assert touched(race, new) == {"second", "start", "lead"}
        staging = shots(new)["start"].staging
        assert staging is not None and (staging.time, staging.weather) == ("night", "rain")
    apart = revise_offline(race, "make scene 1 foggy and drop scene two, then call it Two Friends and a Road")
    assert [scene.id for scene in apart.scenes] == ["coast-road", "sea-bend", "clifftop-road"]
    assert apart.title == "Two Friends and a Road" and touched(race, apart) == {"line-up", "first"}


@pytest.mark.parametrize(
    ("wish", "field", "value", "words"),
    [
        ("close-ups in scene 3", "framing", "close", "close-up"),
        ("wide shots", "framing", "wide", "wide shot"),
        ("from below", "angle", "low", "low-angle"),
        ("aerial shots", "framing", "extreme_wide", "high-angle"),
        ("handheld camera", "move", "handheld", "handheld camera"),
        ("no camera movement", "move", "static", "static camera"),
        ("slow push in", "move", "push_in", "slow push in"),
        ("tracking shots", "move", "tracking", "tracking camera"),
    ],
)
def test_the_camera_follows_in_field_and_words(wish: str, field: str, value: str, words: str) -> None:
    race = project("race")
    new = revise_offline(race, wish)
    for shot in (shots(new)[one] for one in where_of(race, wish)):
        assert getattr(shot.camera, field) == value
        if shot != shots(race)[shot.id]:
            assert words in shot.prompt.lower() and shot.prompt.endswith("4K, high resolution, cinematic lighting.")


def test_a_far_figure_is_not_seen_from_far_in_a_close_up() -> None:
    new = revise_offline(project("race"), "make shot line-up a close-up")
    assert prompt_of(new, "line-up").startswith("A dark green car") and "Far off" not in prompt_of(new, "line-up")


def test_lengths_change_with_the_moments_in_them() -> None:
    dog = story("a dog chases a cat through the city")
    longer = revise_offline(dog, "make the bolt twice as long")
    assert touched(dog, longer) == {"bolt"} and shots(longer)["bolt"].seconds == 2 * shots(dog)["bolt"].seconds
    assert [sound.at for sound in shots(longer)["bolt"].sounds] == [1.2, None]
    even = revise_offline(dog, "all shots 3 seconds")
    assert {shot.seconds for _, shot in even.shots()} == {3.0}
    whole = revise_offline(dog, "make the movie 40 seconds long")
    overlaps = sum(shot.transition_in.seconds for _, shot in list(whole.shots())[1:])
    assert sum(shot.seconds for _, shot in whole.shots()) - overlaps == pytest.approx(40, abs=0.1)
    slow = revise_offline(dog, "speed up the pace in act two")
    assert touched(dog, slow) == {shot.id for scene in dog.scenes[1:3] for shot in scene.shots}
    with pytest.raises(PlanError, match="60 seconds"):
        revise_offline(revise_offline(dog, "make the bolt 60 seconds"), "make the bolt longer")


def test_cuts_and_transitions() -> None:
    race = project("race")
    hard = revise_offline(race, "hard cuts only")
    assert {shot.transition_in.kind for _, shot in list(hard.shots())[1:]} == {"cut"}
    soft = revise_offline(race, "crossfade between scenes")
    assert [scene.shots[0].transition_in.kind for scene in soft.scenes] == ["fade_black", *["crossfade"] * 3]
    assert [shot.transition_in for shot in soft.scenes[2].shots[1:]] == [
        shot.transition_in for shot in race.scenes[2].shots[1:]
    ]
    black = revise_offline(race, "fade to black before the last scene")
    assert touched(race, black) == {"finish"} and shots(black)["finish"].transition_in.kind == "fade_black"
    assert touched(race, revise_offline(race, "fade to black after scene 2")) == {"answer"}
    assert touched(race, revise_offline(race, "no more whip pans")) == {"start", "trouble", "finish"}


def test_scenes_and_shots_go_and_move() -> None:
    race = project("race")
    assert "end" not in shots(revise_offline(race, "delete the last shot"))
    assert [scene.id for scene in revise_offline(race, "drop scene 2 and the last scene").scenes] == [
        "coast-road",
        "sea-bend",
    ]
    swapped = revise_offline(race, "swap scenes 2 and 3")
    assert swapped.scenes == (race.scenes[0], race.scenes[2], race.scenes[1], race.scenes[3])
    assert revise_offline(race, "move scene 3 to the beginning").scenes[0] == race.scenes[2]


def test_a_cast_member_changes_once_and_everything_follows() -> None:
    race = project("race")
    red = revise_offline(race, "make the car bright red")
    assert red.cast[0].description == "a bright red car with chrome trim" and red.cast[0].color == "red"
    assert touched(race, red) == {shot.id for _, shot in race.shots() if "car" in shot.subjects}
    for _, shot in red.shots():
        if "car" in shot.subjects:
            assert "bright red car with chrome trim" in shot.prompt and "dark green" not in shot.prompt
            assert shot.staging is not None
            assert [one.color for one in shot.staging.subjects if one.cast == "car"] == ["red"]
    both = revise_offline(race, "make the car and the airplane yellow")
    assert [member.color for member in both.cast] == ["yellow", "yellow"]


def test_a_replaced_member_moves_and_sounds_as_its_kind() -> None:
    race = project("race")
    horse = revise_offline(race, "replace the car with a horse")
    assert horse.cast[0].id == "car" and horse.cast[0].noun == "horse" and horse.cast[0].kind == "animal"
    text = " ".join(shot.prompt for _, shot in horse.shots())
    assert not re.search(r"\bcar\b|exhaust|\bidles\b", text) and text.count("horse") == 8
    heard = [sound.description for _, _, sound in horse.sounds()]
    assert any("horse" in one for one in heard) and not any(re.search(r"\bcar\b|tires", one) for one in heard)
    assert horse.title == "Horse vs. Airplane"
    mice = revise_offline(story("a dog chases a cat through the city"), "turn the cat into two mice")
    assert re.search(r"Two [\w -]*mice [\w -]*stop and prick up their ears", prompt_of(mice, "alarm"))
    man = revise_offline(by_hand(), "the fisherwoman is an old man")
    assert man.cast[0].description == "an old man in a blue sweater" and "his face calm" in prompt_of(man, "window")


def test_a_side_figure_goes_where_a_sentence_remains() -> None:
    alone = revise_offline(by_hand(), "remove the dog")
    assert [member.id for member in alone.cast] == ["mara"]
    assert "dog" not in " ".join(shot.prompt for _, shot in alone.shots()).lower()
    assert "walks along the pier." in prompt_of(alone, "arrive") and not shots(alone)["arrive"].sounds
    with pytest.raises(PlanError, match=r"half a sentence.*drop these shots"):
        revise_offline(story("a grandmother teaching a boy to bake bread"), "remove the boy")


def test_a_scene_moves_to_another_place() -> None:
    chef = story("a chef cooking pasta")
    beach = revise_offline(chef, "move the last scene to a rainy beach")
    assert beach.scenes[:3] == chef.scenes[:3]
    scene = beach.scenes[3]
    assert (
        scene.heading == "EXT. BEACH - SUNSET"
        and "waves" in ambience(beach, scene.id)
        and "rain" in ambience(beach, scene.id)
    )
    for shot in scene.shots:
        assert shot.staging is not None and (shot.staging.setting, shot.staging.weather) == ("beach", "rain")
        assert "beach" in shot.prompt and not re.search("kitchen|window", shot.prompt)
    paris = revise_offline(project("race"), "set it in Paris")
    assert all("in the streets of Paris" in prompt for prompt in (prompt_of(paris, "first"), prompt_of(paris, "end")))
    desert = revise_offline(by_hand(), "set the first scene in a desert")
    assert "harbour at noon" not in prompt_of(desert, "arrive") and "pier" not in prompt_of(desert, "arrive")


def test_sounds_come_go_and_change_loudness() -> None:
    race = project("race")
    thunder = revise_offline(race, "add thunder in the last scene")
    assert touched(race, thunder) == {"finish"} and shots(thunder)["finish"].sounds[-1].description == "thunder"
    calls = revise_offline(race, "no birds")
    assert ambience(calls, "coast-road-2") == "distant waves" and not touched(race, calls)
    assert "birdsong" in ambience(revise_offline(race, "add birdsong in scene 1"), "coast-road")
    assert revise_offline(race, "quieter music").compose.music_db == -4.0
    assert revise_offline(race, "turn the effects up a bit").compose.effects_db == 2.0
    loud = revise_offline(race, "louder effects in scene 4")
    assert touched(race, loud) == {"finish", "end"} and loud.compose == race.compose


def test_tone_music_style_and_title() -> None:
    race = project("race")
    sad = revise_offline(race, "make it sadder")
    assert (sad.tone, sad.music.mood) == ("sad", "sad") and sad.scenes == race.scenes
    happy = revise_offline(race, "happy music, please")
    assert happy.music.mood == "happy" and happy.tone == race.tone
    grey = revise_offline(race, "in black and white")
    assert grey.style == f"black and white, {race.style}" and all(
        grey.style.lower() in shot.prompt.lower() for _, shot in grey.shots()
    )
    one = revise_offline(race, "make scene 1 look like a watercolour")
    assert touched(race, one) == {"line-up", "first"} and one.style == race.style
    tense = revise_offline(race, "make act three more tense")
    assert touched(race, tense) == {"finish", "end"} and tense.music == race.music
    assert revise_offline(race, 'call it "Rain and Thunder"').title == "Rain and Thunder"


@pytest.mark.parametrize(
    "idea",
    [
        "a panda dancing in the snow",
        "a knight fights a dragon",
        "a dog chases a cat through the city",
        "a detective looking for a stolen painting in Paris",
    ],
)
@pytest.mark.parametrize(
    "wish",
    ["make it rain", "set it at night", "a sunny day", "static camera", "make it foggy at dawn", "set it in a forest"],
)
def test_ids_stay_prompts_read_well_and_a_wish_fulfilled_is_fulfilled(idea: str, wish: str) -> None:
    before = story(idea)
    after = revise_offline(before, wish)
    assert list(shots(after)) == list(shots(before))
    assert [member.id for member in after.cast] == [member.id for member in before.cast]
    for one, shot in shots(after).items():
        assert not re.search(r"  |,,| ,|\.\.|[\x00-\x08]|\b(?:a|an|the) (?:a|an|the)\b", shot.prompt)
        assert all(
            member.description.lower() in shot.prompt.lower() for member in after.cast if member.id in shot.subjects
        )
        if shot.staging is not None and shot != shots(before)[one]:
            assert shot.staging.auto == stamped(shot.staging, shot.prompt).auto
    with pytest.raises(PlanError, match="changes nothing"):
        revise_offline(after, wish)
