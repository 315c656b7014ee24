"""Licences as people write them, and what a list of licences lets in."""

from __future__ import annotations

import pytest

from moviefactory.audio.licences import (
    licence_allowed,
    licence_in,
    licence_of_legal_text,
    licence_url,
    needs_attribution,
    normalised,
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("CC0", "CC0-1.0"),
        ("cc0 1.0 universal", "CC0-1.0"),
        ("Creative Commons 0", "CC0-1.0"),
        ("http://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"),
        ("This work is licensed under the Creative Commons 0 License.", "CC0-1.0"),
        ("CC BY 4.0", "CC-BY-4.0"),
        ("cc_by_nc_sa", "CC-BY-NC-SA"),
        ("CC BY – NC 4.0", "CC-BY-NC-4.0"),
        ("BY-NC-SA 4.0", "CC-BY-NC-SA-4.0"),
        ("https://creativecommons.org/licenses/by/3.0/us/deed.en", "CC-BY-3.0"),
        ("http://creativecommons.org/licenses/by-nd-nc/1.0/", "CC-BY-NC-ND-1.0"),
        ("Attribution", "CC-BY"),
        ("Attribution Noncommercial", "CC-BY-NC"),
        ("Attribution NonCommercial 4.0", "CC-BY-NC-4.0"),
        ("Creative Commons Attribution-NonCommercial-ShareAlike 4.0 International", "CC-BY-NC-SA-4.0"),
        ("Creative Commons Namensnennung - Nicht kommerziell 4.0 International", "CC-BY-NC-4.0"),
        ("Sampling+", "Sampling+"),
        ("http://creativecommons.org/licenses/sampling+/1.0/", "Sampling+"),
        ("CC-BY-3.0 / GPL-2.0", "CC-BY-3.0 AND GPL-2.0"),
        ("CC-BY-3.0 or GPL-2.0", "CC-BY-3.0 OR GPL-2.0"),
        ("CC BY 4.0 (non-commercial use only)", "CC-BY-NC-4.0"),
        ("CC BY 4.0, for commercial and non-commercial use", "CC-BY-4.0"),
        ("MIT License", "MIT"),
        ("GNU General Public License, version 3 or later", "GPL-3.0"),
        ("GPLv2+", "GPL-2.0"),
        ("LGPL 2.1", "LGPL-2.1"),
        ("Apache License, Version 2.0", "Apache-2.0"),
        ("OGA-BY 3.0", "OGA-BY-3.0"),
        ("Public Domain", "public-domain"),
        ("Own work", "own"),
        ("Studio 7 EULA", "Studio 7 EULA"),
    ],
)
def test_a_licence_has_one_name_however_it_is_written(text: str, name: str) -> None:
    assert normalised(text) == name
    assert normalised(name) == name


@pytest.mark.parametrize(
    "text", ["", "  ", "© 2020 Joe", "Copyright Joe Smith", "all rights reserved", "unknown", "n/a", "-"]
)
def test_a_copyright_notice_or_a_blank_field_is_no_licence(text: str) -> None:
    assert normalised(text) == ""


def test_a_limit_on_commerce_is_never_lost() -> None:
    assert not licence_allowed(normalised("CC0, non-commercial only"), ["CC0", "CC-BY"])
    assert not licence_allowed(normalised("CC-BY (noncommercial)"), ["CC0", "CC-BY"])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("CC BY 4.0 - no commercial use", "CC-BY-NC-4.0"),
        ("CC-BY, but not for commercial use", "CC-BY-NC"),
        ("CC-BY 3.0 (free for personal use only)", "CC-BY-NC-3.0"),
        ("https://creativecommons.org/licenses/by/3.0/ (commercial use is not allowed)", "CC-BY-NC-3.0"),
        ("CC BY 4.0 NC", "CC-BY-NC-4.0"),
        ("CC BY (NC)", "CC-BY-NC"),
        ("CC BY, NC, SA", "CC-BY-NC-SA"),
        ("CC BY + NC 4.0", "CC-BY-NC-4.0"),
        ("CC BY\u2212NC 4.0", "CC-BY-NC-4.0"),
        ("CC BY\u200b-NC 4.0", "CC-BY-NC-4.0"),
        ("CC BY v4 ND", "CC-BY-ND-4.0"),
        ("CC BY 4.0, no derivatives", "CC-BY-ND-4.0"),
        ("CC BY 4.0, share alike", "CC-BY-SA-4.0"),
        ("Creative Commons Atribuição-NãoComercial 4.0", "CC-BY-NC-4.0"),
        ("CC BY 4.0 非商业性使用", "CC-BY-NC-4.0"),
        ("Creative Commons BY-NC 4.0", "CC-BY-NC-4.0"),
        ("Creative Commons BY 4.0", "CC-BY-4.0"),
        ("CC BY 4.0, commercial use is allowed", "CC-BY-4.0"),
        ("CC BY 4.0, no restrictions on commercial use", "CC-BY-4.0"),
    ],
)
def test_what_is_written_beside_a_licence_limits_it(text: str, name: str) -> None:
    assert normalised(text) == name
    assert licence_in(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "Not CC0",
        "This is NOT licensed under a CC0 licence. All rights reserved.",
        "not released under CC BY 4.0",
        "CC0 does not apply to this sound",
        "no CC-BY",
        "Nicht unter CC0",
        "MIT, for personal use only",
        "Apache 2.0, non-commercial",
        "CC0 NC",
    ],
)
def test_a_licence_that_is_denied_or_limited_beyond_its_words_lets_nothing_in(text: str) -> None:
    for licence in (normalised(text), licence_in(text)):
        assert not licence_allowed(licence, ["CC0", "CC-BY", "MIT", "Apache-2.0", "own"])


def test_a_denial_of_one_licence_leaves_another_one() -> None:
    assert normalised("CC BY 4.0, not CC0") == "CC-BY-4.0"
    assert licence_in("The sound is not copyrighted: CC0.") == "CC0-1.0"


def test_a_limit_counts_in_a_long_text_where_it_stands_near_the_licence() -> None:
    story = "We walked through the woods and recorded birds at dawn. " * 20
    assert licence_in(f"{story}\nLicence: CC BY 4.0, for non-commercial use only.\n{story}") == "CC-BY-NC-4.0"
    assert licence_in(f"Non-commercial radio asked for it.\n{story}\nLicence: CC BY 4.0\n") == "CC-BY-4.0"


def test_a_name_after_by_is_an_author_and_no_licence() -> None:
    assert licence_in("(CC) by John Smith") == ""
    assert licence_in("Creative Commons by John Smith") == ""
    assert licence_in("CC BY license") == "CC-BY"


def test_a_longer_text_counts_when_it_names_one_licence_only() -> None:
    assert (
        licence_in("Recorded by me in May.\nLicensed under CC BY 3.0, https://creativecommons.org/licenses/by/3.0/")
        == "CC-BY-3.0"
    )
    assert licence_in("The code is under the MIT License, the sounds are CC0.") == ""
    assert licence_in("Attribution is not required. Recorded on the MIT campus.") == ""
    assert licence_in("This is not in the public domain.") == ""


def test_a_licence_is_known_by_the_title_of_its_text() -> None:
    by = "Attribution 4.0 International\n\nCreative Commons Attribution 4.0 International Public License\n\nBy ..."
    end = "\n" * 400 + "x" * 500 + " is dedicated to the public domain under the CC0 Public Domain Dedication."
    assert licence_of_legal_text(by + end) == "CC-BY-4.0"
    mit = "Copyright (c) 2020 Joe\n\nPermission is hereby granted, free of charge, to any person obtaining it"
    assert licence_of_legal_text(mit) == "MIT"
    gpl = "GNU GENERAL PUBLIC LICENSE\n Version 2, June 1991\n" + "x" * 600 + "use the GNU Lesser GPL"
    assert licence_of_legal_text(gpl) == "GPL-2.0"


def test_a_name_without_version_stands_for_all_versions_and_for_no_other_licence() -> None:
    assert licence_allowed("CC-BY-4.0", ["CC-BY"])
    assert licence_allowed("CC0-1.0", ["CC0"])
    assert not licence_allowed("CC-BY-NC-4.0", ["CC-BY"])
    assert not licence_allowed("CC-BY-SA", ["CC-BY"])
    assert not licence_allowed("CC-BY", ["CC-BY-4.0"])
    assert not licence_allowed("", ["", "CC0"])


def test_of_two_licences_both_must_be_allowed_unless_one_may_choose() -> None:
    assert not licence_allowed("CC-BY-3.0 AND GPL-2.0", ["CC-BY"])
    assert licence_allowed("CC-BY-3.0 AND GPL-2.0", ["CC-BY", "GPL"])
    assert licence_allowed("CC-BY-3.0 OR GPL-2.0", ["CC-BY"])


def test_who_has_to_be_named_and_where_a_licence_can_be_read() -> None:
    assert not any(map(needs_attribution, ("CC0-1.0", "own", "public-domain")))
    assert all(
        map(needs_attribution, ("CC-BY-4.0", "CC-BY-SA-3.0", "MIT", "Studio 7 EULA", "", "CC0-1.0 AND CC-BY-3.0"))
    )
    assert not needs_attribution("CC0-1.0 OR GPL-2.0")
    assert licence_url("CC-BY-NC-3.0") == "https://creativecommons.org/licenses/by-nc/3.0/"
    assert licence_url("CC0-1.0") == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert licence_url("Sampling+") == "https://creativecommons.org/licenses/sampling+/1.0/"
    assert licence_url("MIT") == "https://spdx.org/licenses/MIT.html"
    assert licence_url("own") == licence_url("Studio 7 EULA") == ""
