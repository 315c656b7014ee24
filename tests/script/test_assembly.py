"""From replies to the plan: marks become the cast's fixed words, places and light are said once, ids are slugs."""

from typing import Any

import pytest

from moviefactory.movie import CastMember, Movie, Scene
from moviefactory.script.assembly import Names, color_of, frame_of, member_of, new_looks, shot_of, with_lengths
from moviefactory.script.marks import told
from moviefactory.script.shapes import MemberReply, SceneReply, ShotReply, SubjectReply

KEEPER = CastMember(id="mara", noun="keeper", kind="person", description="a weathered woman in a yellow oilskin coat")
CAR = CastMember(id="red-car", noun="car", kind="vehicle", description="a low red sports car", color="red")
BLUE = CastMember(id="blue-car", noun="car", kind="vehicle", description="a tall blue van-like car", color="blue")
CAST = (KEEPER, CAR, BLUE)


def scene(**changes: Any) -> SceneReply:
    values = {"where": "on a coast road above the sea", "setting": "coast_road", "inside": False, "time": "dusk",
              "weather": "rain", "events": ["The car comes round the bend."]}  # fmt: skip
    return SceneReply.model_validate({**values, **changes})


def shot(picture: str, who: tuple[tuple[str, str], ...] = (), **changes: Any) -> ShotReply:
    values = {"name": "the bend", "picture": picture, "framing": "wide", "angle": "low", "move": "tracking",
              "transition": "cut", "who": [{"who": one, "does": does} for one, does in who]}  # fmt: skip
    return ShotReply.model_validate({**values, **changes})


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("@mara waves. @mara leaves.", "A weathered woman in a yellow oilskin coat waves. The keeper leaves"),
        ("The @mara waves.", "A weathered woman in a yellow oilskin coat waves"),
        ("Rain falls on @red-car, then @red-car's lamps go on.",
         "Rain falls on a low red sports car, then the red car's lamps go on"),
        ("@red-car passes @blue-car; @red-car is first.",
         "A low red sports car passes a tall blue van-like car; the red car is first"),
        ("@mara's hands turn the wheel.", "The hands of a weathered woman in a yellow oilskin coat turn the wheel"),
        ("It flies over @red-car's roof on a road.", "It flies over the roof of a low red sports car on a road"),
        ("The low-flying @blue-car lands.", "A low-flying tall blue van-like car lands"),
        ("@red-car stops. The dusty @red-car shines.", "A low red sports car stops. The dusty red car shines"),
    ],
)  # fmt: skip
def test_a_mark_is_the_description_once_and_the_noun_after(picture: str, expected: str) -> None:
    assert told(picture, CAST) == expected


def test_a_name_or_a_noun_counts_as_the_mark() -> None:
    assert told("Mara looks up.", CAST).startswith("A weathered woman in a yellow oilskin coat looks up")
    who = [SubjectReply(who="mara", does="look")]
    assert told("The keeper looks up.", CAST, who) == "A weathered woman in a yellow oilskin coat looks up"


def test_whoever_is_listed_is_shown_even_where_the_picture_forgot_them() -> None:
    assert KEEPER.description in told("Waves break.", CAST, [SubjectReply(who="mara", does="idle")]).lower()


def test_the_prompt_says_place_light_camera_and_style_each_once() -> None:
    names = Names()
    frame = frame_of(scene(), names)
    made = shot_of(frame, shot("@red-car skids round the bend, gravel flying"), CAST, names, style="4K", seconds=2.0)
    assert made.prompt == (
        "On a coast road above the sea, a low red sports car skids round the bend, gravel flying. Soft rain in blue "
        "dusk light. Low-angle wide shot, tracking camera. 4K."
    )
    said = shot_of(
        frame, shot("In the rain at dusk @red-car skids on the coast road"), CAST, names, style="", seconds=2
    )
    assert said.prompt.lower().count("road") == 1 and said.prompt.lower().count("dusk") == 1


def test_the_staging_is_what_the_reply_says() -> None:
    names = Names()
    made = shot_of(
        frame_of(scene(), names), shot("@mara waves at @red-car", (("mara", "wave"), ("red-car", "race"))), CAST, names,
        style="", seconds=2.0,
    )  # fmt: skip
    assert made.staging is not None
    assert (made.staging.setting, made.staging.time, made.staging.weather) == ("coast_road", "dusk", "rain")
    assert [(one.cast, one.action) for one in made.staging.subjects] == [("mara", "wave"), ("red-car", "race")]
    assert made.subjects == ("mara", "red-car")


def test_ids_are_slugs_of_our_making_and_never_the_same_twice() -> None:
    names = Names()
    frame = frame_of(scene(where="../../etc/passwd"), names)
    first = shot_of(frame, shot("@mara waves to the sea", name="../up: {x}"), CAST, names, style="", seconds=2.0)
    second = shot_of(frame, shot("@mara waves to the land", name="../up: {x}"), CAST, names, style="", seconds=2.0)
    assert (frame.id, first.id, second.id) == ("etc-passwd", "up-x", "up-x-2")


def test_two_shots_of_one_picture_are_two_views() -> None:
    names = Names()
    frame = frame_of(scene(), names)
    made = [shot_of(frame, shot("@mara waves to the sea"), CAST, names, style="", seconds=2.0) for _ in range(4)]
    assert len({one.prompt for one in made}) == 4


@pytest.mark.parametrize(
    ("where", "setting", "inside", "expected", "heading"),
    [
        ("in a small kitchen", "room", True, "room", "INT. SMALL KITCHEN - DUSK"),
        ("in a small kitchen", "meadow", True, "room", "INT. SMALL KITCHEN - DUSK"),
        ("aboard the space station", "space_station", True, "space_station", "INT. SPACE STATION"),
        ("at the foot of a grey tower", "castle_hall", False, "castle_hall", "INT. FOOT OF A GREY TOWER - DUSK"),
    ],
)
def test_where_a_scene_plays(where: str, setting: str, inside: bool, expected: str, heading: str) -> None:
    frame = frame_of(scene(where=where, setting=setting, inside=inside), Names())
    assert (frame.setting, frame.heading) == (expected, heading)


def test_a_member_gets_an_article_a_colour_and_a_slug() -> None:
    reply = MemberReply(
        name="The Old Tram", noun="a tram", kind="vehicle", description="Green wooden tram, brass lamps."
    )
    taken: set[str] = set()
    member = member_of(reply, taken)
    assert (member.id, member.noun, member.color) == ("old-tram", "tram", "green")
    assert member.description == "a green wooden tram, brass lamps"
    assert member_of(reply, taken).id == "old-tram-2"


def test_new_looks_reach_the_prompt_and_the_staging() -> None:
    names = Names()
    made = shot_of(frame_of(scene(), names), shot("@red-car waits by the rail"), CAST, names, style="", seconds=2.0)
    green = CAR.model_copy(
        update={"description": "a low green sports car", "color": color_of("a low green sports car")}
    )
    changed = new_looks(made, CAST, (KEEPER, green, BLUE))
    assert "a low green sports car waits" in changed.prompt and "red" not in changed.prompt
    assert changed.staging is not None and changed.staging.subjects[0].color == "green"
    assert new_looks(made, CAST, CAST) is made


def test_shots_make_up_for_what_transitions_take() -> None:
    names = Names()
    frame = frame_of(scene(), names)
    replies = [shot("@mara waves to the sea"), shot("@mara waves to the land", transition="crossfade")]
    shots = tuple(shot_of(frame, one, CAST, names, style="", seconds=2.0) for one in replies)
    longer = with_lengths([Scene(id="a", shots=shots)], 2.0)
    movie = Movie(title="t", scenes=longer, cast=CAST)
    overlap = sum(one.transition_in.seconds for _, one in movie.shots())
    assert sum(one.seconds for _, one in movie.shots()) - overlap == pytest.approx(4.0)


def test_two_of_one_trade_are_told_apart_by_who_they_are_not_by_the_colour_of_a_beard() -> None:
    greta = CastMember(id="greta", noun="baker", kind="person", description="a stout woman baker with a grey braid")
    otto = CastMember(id="otto", noun="baker", kind="person", description="a tall old man with a black moustache")
    text = told("@greta shuts the door. @otto knocks. @otto leaves, @greta laughs.", (greta, otto))
    assert text.endswith("The old man leaves, the woman baker laughs")


def test_the_colour_of_a_person_is_that_of_the_clothes() -> None:
    assert color_of("a tall old man with a curled black moustache and a red waistcoat") == "red"
    assert color_of("a girl with black hair") == "black"


def test_a_mention_that_is_there_is_not_said_again() -> None:
    carts = CastMember(id="carts", noun="handcart", description="two small wooden handcarts", count=2)
    who = [SubjectReply(who="carts", does="idle")]
    assert told("The handcarts roll down the hill.", (carts,), who) == "Two small wooden handcarts roll down the hill"
    assert told("People push tall handcarts up.", (carts,), who) == "People push tall handcarts up"


def test_two_long_descriptions_are_kept_apart() -> None:
    one = CastMember(id="one", noun="king", kind="person", description="a king in red and gold")
    assert told("@one and @mara dance.", (one, KEEPER)).startswith("A king in red and gold, and a weathered woman")


@pytest.mark.parametrize(
    "picture",
    [
        "@red-car drifts along the road, dust and haze behind",
        "In hazy light @red-car passes the sea, rain on its glass",
    ],
)
def test_a_place_or_a_weather_that_is_said_is_not_said_in_other_words(picture: str) -> None:
    names = Names()
    frame = frame_of(scene(where="on a winding canyon road", setting="canyon", weather="dust", time="day"), names)
    made = shot_of(frame, shot(picture), CAST, names, style="", seconds=2.0)
    assert made.prompt.lower().count("dust") <= 1
    assert ("canyon road" in made.prompt) == ("road" not in picture)


def test_nobody_is_staged_but_the_cast_and_people_that_the_words_surely_show() -> None:
    names = Names()
    frame = frame_of(scene(), names)
    made = shot_of(
        frame, shot("@red-car sweeps low over the sand, hood up, seen from a hill", (("red-car", "race"),)), CAST,
        names, style="", seconds=2.0,
    )  # fmt: skip
    assert made.staging is not None
    assert [one.noun for one in made.staging.subjects] == ["car"] and made.staging.relation == "none"


def test_the_noun_with_its_article_is_the_member_and_another_thing_is_not() -> None:
    boat = CastMember(id="boat", noun="boat", kind="watercraft", description="a small blue boat")
    assert told("The boat drifts, the boat turns.", (boat,)) == "A small blue boat drifts, the boat turns"
    assert told("The little boat drifts.", (boat,)) == "A small blue boat drifts"
    assert told("A boat drifts by the boat engine door.", (boat,)) == "A boat drifts by the boat engine door"


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ("@mara rows under the stars", "On the calm open sea, "),
        ("@mara rows, the sea dark behind, a lantern glowing", "At night, "),
        ("Beside the mast @mara stands at night", "Beside the mast a weathered"),
        ("@mara rows the dark sea at night", "A weathered"),
    ],
)
def test_where_and_when_stand_in_front_as_far_as_they_are_not_said(picture: str, expected: str) -> None:
    names = Names()
    frame = frame_of(scene(where="on the calm open sea", setting="sea", time="night", weather="clear"), names)
    assert shot_of(frame, shot(picture), CAST, names, style="", seconds=2.0).prompt.startswith(expected)


def test_snow_that_lies_is_no_weather_and_rain_that_falls_is() -> None:
    names = Names()
    frame = frame_of(scene(where="on a frozen lake", setting="lake", weather="clear"), names)
    lying = shot_of(frame, shot("@mara slides over the snowy ice"), CAST, names, style="", seconds=2.0)
    falling = shot_of(frame, shot("@mara slides as the first rain falls"), CAST, names, style="", seconds=2.0)
    assert lying.staging and falling.staging
    assert (lying.staging.weather, falling.staging.weather) == ("clear", "rain")


def test_an_owned_thing_of_the_description_is_taken_whole() -> None:
    robot = CastMember(id="bolt", noun="robot", description="a small robot with big blue lamp eyes")
    assert told("@bolt's lamp eyes light up.", (robot,)) == (
        "The lamp eyes of a small robot with big blue lamp eyes light up"
    )


@pytest.mark.parametrize(
    ("picture", "staged"),
    [
        ("@mara rows @boat out of the harbour", [("rowing boat", "keeper")]),
        ("Standing in @boat, @mara throws a net", [("rowing boat", "keeper")]),
        ("@mara leans over the side of @boat with a lamp", [("rowing boat", "keeper")]),
        ("@mara waves at @boat from the pier", [("keeper", ""), ("rowing boat", "")]),
    ],
)
def test_who_is_in_a_boat_is_drawn_in_it(picture: str, staged: list[tuple[str, str]]) -> None:
    boat = CastMember(id="boat", noun="rowing boat", kind="watercraft", description="a small blue rowing boat")
    names = Names()
    made = shot_of(frame_of(scene(where="on the sea", setting="sea"), names), shot(picture), (KEEPER, boat), names,
                   style="", seconds=2.0)  # fmt: skip
    assert made.staging is not None
    assert sorted((one.noun, one.prop) for one in made.staging.subjects) == staged
    assert set(made.subjects) == {"mara", "boat"}
