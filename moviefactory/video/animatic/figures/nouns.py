"""Which figure a noun is: "family:name" for every noun with art of its own, and several hundred other words for them.

Families are the keys of FAMILIES in the package's `__init__`. Data only; the matching is done there.
"""

from __future__ import annotations

KIND_FALLBACK: dict[str, str] = {
    "person": "person:person", "animal": "quadruped:dog", "creature": "creature:monster", "vehicle": "car:car",
    "aircraft": "airplane:airliner", "watercraft": "boat:sailboat", "machine": "creature:robot",
        "plant": "scenery:flower",
    "force": "scenery:tornado", "thing": "scenery:crystal",
}  # fmt: skip

COLLECTIVES: frozenset[str] = frozenset(
    ["group", "flock", "herd", "pack", "pair", "team", "army", "crowd", "school", "swarm", "bunch", "band", "gang",
        "couple", "trio", "squad", "fleet", "family", "line", "row", "number", "lot", "piece", "slice"]
)  # fmt: skip
COUNTS: dict[str, int] = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
        "several": 4, "many": 5, "pair": 2,
    "couple": 2, "trio": 3, "both": 2, "dozen": 12,
}  # fmt: skip
IRREGULAR: dict[str, str] = {
    "men": "man", "women": "woman", "children": "child", "people": "person", "mice": "mouse", "geese": "goose",
        "wolves": "wolf",
    "elves": "elf", "dwarves": "dwarf", "thieves": "thief", "knives": "knife", "leaves": "leaf", "oxen": "ox",
        "feet": "foot",
    "teeth": "tooth", "firemen": "fireman", "policemen": "policeman", "fishermen": "fisherman", "sheep": "sheep",
        "fairies": "fairy",
    "ponies": "pony", "puppies": "puppy", "babies": "baby", "ladies": "lady", "witches": "witch", "foxes": "fox",
        "buses": "bus",
    "heroes": "hero", "butterflies": "butterfly", "bees": "bee", "horses": "horse", "lighthouses": "lighthouse",
        "houses": "house",
}  # fmt: skip

_SYNONYMS: dict[str, str] = {
    # people
    "person:person": "human somebody someone stranger friend villager citizen neighbor neighbour passenger hero "
        "heroine adult player twin lover "
    "character figure protagonist survivor worker passer-by pedestrian audience spectator visitor guest",
    "person:man": "guy gentleman fellow husband boyfriend bachelor dude actor uncle brother",
    "person:woman": "lady wife girlfriend actress aunt sister maiden",
    "person:boy": "lad son schoolboy prince_boy young_boy little_boy teenager teen",
    "person:girl": "daughter schoolgirl little_girl young_girl little_red_riding_hood",
    "person:child": "kid toddler orphan youngster pupil",
    "person:baby": "infant newborn",
    "person:grandmother": "grandma granny old_woman old_lady elderly_woman crone nana",
    "person:grandfather": "grandpa old_man elderly_man elder grandad hermit elderly_person pensioner",
    "person:mother": "mom mum mommy", "person:father": "dad daddy",
    "person:astronaut": "cosmonaut spaceman spacewoman space_explorer space_traveler moonwalker",
    "person:knight": "paladin crusader guard guardsman squire templar cavalier sentinel",
    "person:samurai": "ronin shogun", "person:ninja": "assassin shinobi",
    "person:pirate": "buccaneer corsair privateer captain_hook",
        "person:king": "emperor monarch ruler lord duke sultan tsar",
    "person:queen": "empress duchess", "person:princess": "cinderella snow_white", "person:prince": "nobleman",
    "person:wizard": "sorcerer mage warlock merlin alchemist druid enchanter magus",
        "person:witch": "sorceress enchantress hag",
    "person:fairy": "pixie sprite nymph tooth_fairy", "person:angel": "cherub cupid", "person:devil": "demon satan imp",
    "person:vampire": "dracula count", "person:zombie": "undead ghoul corpse",
    "person:cowboy": "sheriff gunslinger rancher outlaw bandit rider horseman jockey bounty_hunter",
    "person:chef": "cook baker pastry_chef butcher",
        "person:doctor": "surgeon physician dentist vet veterinarian paramedic medic",
    "person:scientist": "professor inventor researcher chemist physicist engineer mad_scientist biologist astronomer",
    "person:detective": "investigator inspector sleuth sherlock sherlock_holmes private_eye reporter journalist",
    "person:spy": "agent secret_agent bodyguard", "person:police": "policeman policewoman cop police_officer "
        "officer constable security_guard",
    "person:soldier": "trooper marine commando general sergeant", "person:firefighter": "fireman",
    "person:farmer": "peasant shepherd shepherdess harvester scarecrow", "person:fisherman": "angler",
    "person:keeper": "lighthouse_keeper lightkeeper caretaker porter janitor doorman conductor train_driver "
        "station_master",
    "person:captain": "skipper admiral ship_captain sea_captain", "person:sailor": "seaman mariner rower",
    "person:pilot": "aviator airman airwoman flyer",
        "person:driver": "racer race_driver racing_driver racing_car_driver motorcyclist biker stuntman "
        "chauffeur",
    "person:dancer": "breakdancer flamenco_dancer tango_dancer gymnast acrobat performer cheerleader",
    "person:ballerina": "ballet_dancer figure_skater skater", "person:clown": "mime",
    "person:singer": "vocalist pop_star rapper star celebrity rock_star",
        "person:musician": "violinist pianist cellist composer drummer busker fiddler saxophonist "
        "trumpeter",
    "person:guitarist": "rocker bassist bard minstrel troubadour",
        "person:artist": "painter sculptor illustrator designer photographer",
    "person:teacher": "librarian tutor secretary", "person:student": "scholar schoolchild writer poet author",
    "person:superhero": "superheroine superman batman wonder_woman vigilante", "person:mermaid": "merman siren",
    "person:monk": "lama kung_fu_master sage guru buddha",
        "person:explorer": "adventurer archaeologist ranger scout hunter treasure_hunter geologist guide",
    "person:hiker": "trekker wanderer camper", "person:climber": "mountaineer alpinist",
        "person:traveler": "traveller pilgrim nomad vagabond messenger thief rogue",
    "person:builder": "construction_worker carpenter miner workman bricklayer lumberjack plumber electrician",
    "person:mechanic": "repairman", "person:blacksmith": "smith", "person:giant": "titan colossus",
        "person:ogre": "cyclops orc",
    "person:dwarf": "gnome leprechaun garden_gnome", "person:viking": "barbarian norseman",
        "person:warrior": "gladiator fighter hercules amazon spartan",
    "person:archer": "robin_hood bowman", "person:diver": "scuba_diver snorkeler frogman",
        "person:athlete": "runner sprinter jogger marathon_runner footballer soccer_player "
    "basketball_player tennis_player champion", "person:swimmer": "lifeguard", "person:cyclist": "bicyclist",
        "person:boxer": "wrestler karateka martial_artist",
    "person:skier": "snowboarder", "person:businessman": "boss banker lawyer salesman politician president mayor "
        "manager clerk accountant",
    "person:waiter": "butler waitress bartender servant barista", "person:magician": "illusionist conjurer",
        "person:santa": "santa_claus father_christmas",
    "person:jester": "joker fool harlequin", "person:caveman": "cavewoman neanderthal",
        "person:gardener": "florist botanist", "person:priest": "pope bishop",
    "person:frankenstein": "frankenstein's_monster", "person:postman": "mailman courier",
    # creatures
    "creature:robot": "android cyborg droid automaton machine bot humanoid_robot service_robot mech",
        "creature:giant_robot": "giant_robot mecha",
    "creature:alien": "extraterrestrial martian", "creature:monster": "beast kraken_beast creature fiend gremlin "
        "mutant blob golem",
    "creature:skeleton": "bones", "creature:yeti": "bigfoot sasquatch abominable_snowman",
        "creature:ghost": "spirit phantom specter spectre spook wraith soul",
    "dragon:dragon": "wyvern drake sea_serpent hydra",
        "dragon:baby_dragon": "baby_dragon little_dragon small_dragon",
        "trex:trex": "tyrannosaur t-rex tyrannosaurus tyrannosaurus_rex t_rex trex "
    "raptor velociraptor godzilla", "quadruped:unicorn": "pegasus winged_horse",
        "bird:eagle": "griffin gryphon phoenix falcon kestrel osprey condor",
    # four-legged
    "quadruped:dog": "hound retriever labrador golden_retriever poodle terrier bulldog shepherd_dog "
        "german_shepherd husky dalmatian beagle corgi dachshund mutt",
    "quadruped:puppy": "pup little_dog", "quadruped:cat": "kitten kitty tomcat tabby lynx bobcat feline",
        "quadruped:wolf": "werewolf coyote jackal hyena dingo",
    "quadruped:horse": "stallion mare foal steed mustang mule", "quadruped:lion": "lioness lion_cub",
        "quadruped:leopard": "jaguar ocelot snow_leopard",
    "quadruped:panther": "puma cougar black_cat", "quadruped:bear": "grizzly grizzly_bear brown_bear bear_cub",
        "quadruped:polar_bear": "white_bear ice_bear",
    "quadruped:panda": "giant_panda panda_bear red_panda", "quadruped:mammoth": "woolly_mammoth mastodon",
        "quadruped:rhino": "rhinoceros", "quadruped:hippo": "hippopotamus",
    "quadruped:cow": "calf cattle", "quadruped:bull": "ox bison buffalo yak minotaur",
        "quadruped:sheep": "lamb ram", "quadruped:goat": "ibex antelope gazelle",
    "quadruped:pig": "piglet hog", "quadruped:boar": "wild_boar warthog",
        "quadruped:deer": "stag doe fawn reindeer bambi roe", "quadruped:moose": "elk",
    "quadruped:camel": "dromedary", "quadruped:llama": "alpaca", "quadruped:rabbit": "bunny hare easter_bunny",
        "quadruped:mouse": "hamster guinea_pig gerbil",
    "quadruped:squirrel": "chipmunk marmot", "quadruped:hedgehog": "porcupine",
        "quadruped:beaver": "otter mole platypus capybara", "quadruped:badger": "wolverine",
    "quadruped:raccoon": "lemur", "quadruped:monkey": "chimpanzee chimp baboon orangutan ape",
        "quadruped:gorilla": "king_kong", "quadruped:kangaroo": "wallaby",
    "quadruped:crocodile": "alligator croc", "quadruped:lizard": "gecko iguana chameleon salamander newt",
        "quadruped:turtle": "tortoise sea_turtle",
    "quadruped:frog": "toad", "quadruped:dinosaur": "brontosaurus brachiosaurus diplodocus sauropod dino",
        "quadruped:weasel": "", "quadruped:skunk": "",
    # birds, fish, small ones
    "bird:bird": "sparrow robin songbird bluebird canary finch nightingale lark wren blackbird",
        "bird:crow": "raven magpie", "bird:seagull": "gull albatross tern",
    "bird:dove": "", "bird:owl": "barn_owl", "bird:duck": "mallard drake", "bird:parrot": "macaw parakeet cockatoo",
        "bird:chicken": "hen", "bird:rooster": "cock cockerel",
    "bird:stork": "heron crane pelican ibis", "bird:ostrich": "emu", "penguin:penguin": "emperor_penguin puffin",
    "fish:fish": "koi carp trout bass guppy cod", "fish:shark": "great_white great_white_shark hammerhead",
        "fish:whale": "blue_whale humpback sperm_whale",
    "fish:orca": "killer_whale", "fish:dolphin": "porpoise", "fish:seal": "sea_lion walrus manatee",
        "fish:swordfish": "marlin sailfish", "fish:tuna": "mackerel barracuda",
    "octopus:octopus": "kraken cuttlefish", "octopus:squid": "giant_squid", "octopus:jellyfish": "medusa",
        "crab:crab": "lobster crayfish",
    "butterfly:butterfly": "monarch_butterfly", "butterfly:moth": "", "bee:bee": "bumblebee honeybee hornet",
        "bee:wasp": "", "bee:fly": "housefly gnat", "bee:ladybug": "ladybird beetle_insect",
    "bee:dragonfly": "damselfly", "bee:firefly": "glowworm", "bee:mosquito": "", "bat:bat": "",
        "snake:snake": "python cobra viper serpent rattlesnake boa anaconda",
    "snake:worm": "earthworm", "snake:caterpillar": "centipede millipede inchworm", "spider:spider": "tarantula",
        "spider:ant": "", "snail:snail": "slug",
    # vehicles
    "car:car": "automobile auto sedan saloon hatchback motorcar coupe wagon station_wagon electric_car "
        "family_car vehicle getaway_car limousine limo",
    "car:sports_car": "sportscar convertible supercar ferrari lamborghini porsche roadster cabriolet mustang_car "
        "hot_rod muscle_car", "car:race_car": "racecar racing_car formula_one_car f1_car formula_1_car go-kart "
        "gokart kart",
    "car:police_car": "patrol_car squad_car cruiser_car", "car:taxi": "cab taxicab yellow_cab",
        "car:jeep": "suv off-roader land_rover pickup pickup_truck dune_buggy buggy monster_truck rover "
        "moon_rover 4x4",
    "car:beetle": "mini volkswagen vw_beetle small_car old_car vintage_car fiat",
        "road:truck": "lorry semi big_rig trailer freight_truck dump_truck garbage_truck delivery_truck tanker "
        "tank_truck tow_truck cement_mixer",
    "road:fire_truck": "fire_engine firetruck", "road:van": "minivan camper_van camper campervan rv motorhome "
        "ambulance delivery_van ice_cream_truck ice_cream_van minibus",
        "road:bus": "coach schoolbus school_bus "
    "double-decker double_decker double-decker_bus tram trolley streetcar trolleybus",
        "road:tractor": "bulldozer excavator harvester combine_harvester digger forklift",
        "road:tank": "army_tank panzer armored_car",
    "road:train": "locomotive steam_train steam_engine steam_locomotive freight_train railway engine",
        "road:fast_train": "bullet_train high-speed_train express_train subway metro underground monorail "
        "maglev",
    "road:motorcycle": "motorbike scooter moped vespa harley dirt_bike quad",
        "road:bicycle": "bike cycle mountain_bike tricycle unicycle",
        "road:cart": "carriage horse_carriage stagecoach wagon_cart chariot rickshaw sleigh sledge_coach "
        "wheelbarrow",
    # air and space
    "airplane:airliner": "airplane aeroplane plane jetliner jet passenger_plane passenger_jet jumbo jumbo_jet "
        "boeing airbus aircraft cargo_plane private_jet",
        "airplane:fighter": "fighter_jet jet_fighter fighter_plane warplane stealth_bomber bomber "
    "military_jet f-16", "airplane:propeller": "propeller_plane small_plane cessna spitfire light_aircraft "
        "seaplane stunt_plane crop_duster", "airplane:biplane": "triplane old_plane red_baron vintage_plane",
        "airplane:glider": "sailplane hang_glider",
    "airplane:paper_plane": "paper_airplane paper_aeroplane", "helicopter:helicopter": "chopper copter",
        "hot_air_balloon:hot_air_balloon": "hot-air_balloon airship zeppelin blimp",
        "drone:drone": "quadcopter quadrocopter",
    "rocket:rocket": "rocket_ship missile spacecraft_rocket",
        "saucer:saucer": "ufo flying_saucer alien_ship mothership alien_spaceship",
        "spaceship:spaceship": "starship spacecraft space_ship shuttle space_shuttle starfighter x-wing "
        "lander",
    "satellite:satellite": "space_station probe space_probe telescope_satellite",
    # water
    "boat:sailboat": "sailing_boat yacht sailing_yacht boat dinghy catamaran regatta_boat",
        "boat:ship": "cruise_ship liner ocean_liner steamer steamship ferry cargo_ship container_ship freighter "
        "titanic vessel warship battleship tugboat icebreaker tanker_ship aircraft_carrier",
    "boat:motorboat": "speedboat powerboat jet_ski hovercraft",
        "boat:rowboat": "rowing_boat canoe kayak gondola lifeboat", "boat:submarine": "u-boat sub bathyscaphe",
        "boat:pirate_ship": "galleon frigate tall_ship sailing_ship viking_ship "
    "longship schooner caravel ghost_ship clipper", "boat:fishing_boat": "trawler", "boat:raft": "float",
    # plants, forces, things
    "scenery:flower": "blossom daisy poppy orchid lily plant weed bloom wildflower",
        "scenery:tree": "oak maple birch willow beech apple_tree cherry_tree sapling bush shrub ent",
        "scenery:pine": "fir spruce conifer evergreen pine_tree fir_tree christmas_tree",
    "scenery:palm": "palm_tree", "scenery:cactus": "", "scenery:mushroom": "toadstool fungus",
        "scenery:fire": "campfire bonfire flame blaze wildfire flames",
        "scenery:tornado": "hurricane twister cyclone whirlwind wind sandstorm storm gale breeze dust_devil "
        "blizzard",
    "scenery:wave": "tsunami tidal_wave surf sea ocean flood", "scenery:volcano": "eruption lava",
        "scenery:lightning": "thunderstorm thunder lightning_bolt thunderbolt", "scenery:cloud": "fog mist rain",
        "scenery:sun": "sunshine", "scenery:moon": "full_moon",
    "scenery:planet": "saturn jupiter world", "scenery:balloon": "red_balloon toy_balloon",
        "scenery:balloons": "bunch_of_balloons", "scenery:kite": "", "scenery:lantern": "paper_lantern sky_lantern",
        "scenery:book": "spellbook storybook novel diary tome",
    "scenery:snowman": "",
    "scenery:castle": "fortress palace fort citadel ruin temple city town kingdom",
        "scenery:lighthouse": "beacon",
        "scenery:house": "cottage home hut cabin farmhouse barn villa shack mansion",
        "scenery:tower": "skyscraper building office_building apartment_building",
    "scenery:windmill": "mill wind_turbine", "scenery:piano": "grand_piano", "scenery:ball": "beach_ball",
        "scenery:crystal": "gemstone magic_crystal ice_crystal",
}  # fmt: skip


def all_nouns() -> dict[str, str]:
    """Every known noun (lower case, single spaces) and its "family:name"."""
    found: dict[str, str] = {}
    for figure, words in _SYNONYMS.items():
        name = figure.partition(":")[2].replace("_", " ")
        found.setdefault(name, figure)
        for word in words.split():
            found.setdefault(word.replace("_", " ").replace("-", " "), figure)
    return found
