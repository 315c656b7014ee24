"""Names: how a cue writes them, and which say, by themselves or by a title, whether a man or a woman bears them."""

from __future__ import annotations

import re
import unicodedata

from moviefactory.script.lexicon import word_set

WOMEN = word_set(
    "ada adela agnes aisha alexandra alice alina alma amanda amelia amina amira amy ana anastasia andrea angela "
    "anita anna anne "
    "annie ariana astrid aurora barbara beatrice bella bertha beth betty bianca birgit brenda bridget camila "
    "carla carmen carol "
    "caroline catherine cathy celia chantal charlotte chiara chloe christina christine cindy clara claire "
    "claudia cleo dana "
    "daniela daphne deborah delia denise diana dolores dora doris dorothy ebba edith elaine eleanor elena elif "
    "elin elisa elise "
    "elizabeth ella ellen elsa elsie emilia emily emma erica erika esther ethel eva eve evelyn fatima fatou "
    "felicia fiona flora "
    "florence frances freya frida gabriela gemma georgia gerda gertrude gina giulia gloria grace greta gretel "
    "hana hanna hannah "
    "harriet heather heidi helen helena helga henrietta hilda holly hope ida imani ingrid irene iris irma isabel "
    "isabella isla ivy "
    "jada jana jane janet jasmine jean jenna jennifer jenny jessica jill joan joanna josephine joy joyce judith "
    "judy julia "
    "juliet julie june karen karin kate katherine kathy katie katrin keiko kelly kim kirsten klara kristin lara "
    "laura layla lea "
    "leila lena leni leyla lila lili lilian lily linda lisa liv livia lola lorna lotte louise lucia lucy luisa "
    "lydia lyra mabel "
    "madeleine maggie magda maja malia mara marcia margaret margot maria mariam marianne marie marina marion "
    "marlene marta "
    "martha mary matilda maud maya mei melanie melissa mercedes mia michelle mila mildred milena mina mira "
    "miranda miriam molly "
    "mona monica nadia nancy naomi natalia natalie natasha nell nelly nia nicole nina noemi nora noura odette "
    "olga olive olivia "
    "paloma pamela patricia paula pauline penelope petra philippa phoebe polly priya rachel raisa ramona "
    "rebecca regina renata "
    "rita roberta rosa rosalind rose rosemary roxana ruth sabine sabrina sally samira sandra sanna sara sarah "
    "selma serena "
    "shirley sibyl silvia simone sofia sonia sophia sophie stella stephanie sue susan susanna svetlana sylvia "
    "tamara tania tara "
    "tatiana teresa tess thelma theresa tilda tina tove trudy ursula uma valentina valerie vanessa vera "
    "veronica victoria "
    "violet virginia vivian wanda wendy wilma yasmin yara yuki yvonne zara zeynep zelda zoe"
)
MEN = word_set(
    "aaron abdul abel abraham adam adrian ahmed alan albert alberto alessandro alexander alfred ali allan amir "
    "anders andre "
    "andreas andrew andy angus anton antonio arne arnold arthur axel barry basil ben benjamin bernard bert bill "
    "billy bjorn bob "
    "bobby boris brad brian bruce bruno bryan caleb carl carlos cedric cesar charles charlie chris christian "
    "christopher claude "
    "claus clive colin connor craig cyril dan daniel darius dave david dean dennis derek dick diego dieter "
    "dimitri dmitri "
    "dominic donald doug douglas duncan dylan earl ed eddie edgar edmund eduardo edward eli elias elliot emil "
    "emmanuel enzo eric "
    "erik ernest ethan eugene felix fernando finn francis francisco frank franz fred frederick fritz gabriel "
    "gareth gary geoffrey "
    "george gerald gerard giovanni glen gordon graham greg gregory gunnar gus gustav guy hamid hank hans hansel "
    "harald harold "
    "harry hasan hector henri henrik henry herbert herman hiroshi howard hugh hugo ian ibrahim igor isaac "
    "ismail ivan jack jacob "
    "jacques jake james jamal jan jared jason jasper javier jeff jeffrey jeremy jerome jerry jim jimmy joe joel "
    "johan johann john "
    "johnny jon jonas jonathan jorge jose josef joseph josh joshua juan jules julian julius jurgen kai karim "
    "karl keith ken "
    "kenji kenneth kevin khalid klaus konrad kurt kyle lars laurence lawrence leif leo leon leonard leopold "
    "leroy lewis liam "
    "lorenzo louis luca lucas luigi luis lukas luke magnus mahmoud malcolm manuel marc marcel marco marcus "
    "mario mark martin "
    "marvin mateo matt matteo matthew matthias maurice max maximilian mehmet michael miguel mikael mike mikhail "
    "miles milo mohamed "
    "mohammed morris moritz mustafa nathan neil ned nicholas nick nicolas nigel nikolai nils noah norman oliver "
    "olaf olav omar "
    "oscar oskar otto owen pablo patrick paul pedro pekka per percy pete peter phil philip pierre pietro rafael "
    "ralph ramon raul "
    "ray raymond ricardo richard rick rob robert roberto roger roland rolf roman ron ronald rory ross roy "
    "rudolf rupert russell "
    "ryan salim sam samir samuel santiago saul scott sean sebastian sergei sergio seth simon stan stanley "
    "stefan stephen steve "
    "steven stuart sven tariq ted terry theo theodor theodore thomas thor tim timothy tobias toby todd tom "
    "tomas tommy tony "
    "torsten trevor tyler ulf ulrich umberto vasily victor viktor vincent vladimir walter warren wayne werner "
    "wilbur wilfred "
    "wilhelm will william willy wolfgang yuri yusuf zachary"
)
TITLES = {  # a word before a name -> (what it makes of its bearer, sex)
    "mr": ("man", "m"), "mrs": ("woman", "f"), "ms": ("woman", "f"), "miss": ("woman", "f"), "sir": ("man", "m"),
    "lady": ("lady", "f"), "lord": ("gentleman", "m"), "dr": ("doctor", ""), "doctor": ("doctor", ""),
    "det": ("detective", ""), "sgt": ("soldier", ""), "sergeant": ("soldier", ""), "officer": ("policeman", ""),
    "father": ("priest", "m"), "sister": ("nun", "f"), "prof": ("professor", ""), "uncle": ("man", "m"),
    "aunt": ("woman", "f"), "mama": ("woman", "f"), "papa": ("man", "m"), "madame": ("woman", "f"),
    "agent": ("agent", ""), "inspector": ("detective", ""), "lieutenant": ("detective", ""), "chief": ("policeman", ""),
    "brother": ("man", "m"), "granny": ("grandmother", "f"), "cousin": ("person", ""),
}  # fmt: skip


def sex_of_name(name: str) -> str:
    """ "m" or "f" where the first known word of a name says it; "" where it does not."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()  # Zoë is Zoe
    for word in plain.lower().replace(".", " ").split():
        if word in TITLES and TITLES[word][1]:
            return TITLES[word][1]
        if (word in WOMEN) != (word in MEN):
            return "f" if word in WOMEN else "m"
    return ""


_NUMBER_WORDS = {
    "1": "One",
    "2": "Two",
    "3": "Three",
    "4": "Four",
    "5": "Five",
    "6": "Six",
    "7": "Seven",
    "8": "Eight",
    "9": "Nine",
}


def names_of_cue(cue: str) -> list[str]:
    """ "MARA (V.O.)" -> ["Mara"]; "MARA & TOM" -> ["Mara", "Tom"]."""
    plain = re.sub(r"\(.*?\)|[\^@\"“”]", " ", cue)
    parts = re.split(r"\s*(?:&|/|\+|,|\band\b)\s*", plain, flags=re.I)
    return [name for part in parts if (name := name_of(part)) and name.lower() not in NOT_NAMES]


def name_of(written: str) -> str:
    """ "OLD MAN #2" -> "Old Man Two"; "McAvoy" -> "McAvoy"; "DR. KLEIN" -> "Dr Klein"; "THE STRANGER" -> "Stranger"."""
    words = re.sub(r"[#.]", " ", re.sub(r"['’](?:s|S)\b", "", written)).split()
    words = [_NUMBER_WORDS.get(word, word) for word in words if word.lower() != "the" or len(words) == 1]
    return " ".join(word if re.search(r"[a-z]", word) else word.title().replace("'S", "'s") for word in words)


def is_unseen(cue: str) -> bool:
    """Whether a cue says that the speaker is heard and not seen."""
    return bool(re.search(r"\((?:[^)]*\b)?(?:v\.? ?o|o\.? ?s|o\.? ?c|off|filter(?:ed)?|on (?:the )?(?:phone|"
                          r"radio|tv)|radio|phone|"
                          r"voice|intercom|"
                          r"narrat\w+)\b\.?[^)]*\)", cue, re.I)) or "NARRATOR" in cue.upper()  # fmt: skip


NOT_NAMES = word_set(
    "int ext pov close on wide angle insert cut fade smash dissolve shot end the super title later continuous "
    "series montage "
    "flashback back begin intercut more contd tv ok beat silence bang boom crash slam thud click ring tick "
    "crack snap whoosh "
    "knock roar scream all everyone both voice voices radio crowd sign door phone over black and or a an i to "
    "in of at day "
    "night morning sos usa uk nyc fbi cia dna dvd cd suv gps act scene narrator narration v.o o.s vo os pan "
    "tilt zoom aerial "
    "establishing stop go now then what no yes welcome exit open closed beep buzz hiss bark splash"
)


def pattern_of(name: str) -> str:
    """A regular expression for a name as texts write it: "Mrs Holm" is "Mrs. Holm" too."""
    return rf"(?<!\w){re.escape(name).replace(chr(92) + ' ', r'[.]? ')}(?!\w)"
