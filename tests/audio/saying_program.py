"""A stand-in for espeak-ng that is put on the PATH: it keeps what it is called with and writes a hum."""

import os
import sys
from pathlib import Path

import pytest

_CODE = """\
import array, json, math, sys, wave
arguments = sys.argv[1:]
text = sys.stdin.buffer.read().decode() if "--stdin" in arguments else ""
with open(LOG, "a") as log:
    log.write(json.dumps({"arguments": arguments, "text": text}) + "\\n")
if "--version" in arguments:
    print("eSpeak NG text-to-speech: 9.51.1  Data at: /x")
elif "--voices" in arguments:
    print("Pty Language       Age/Gender VoiceName          File          Other Languages")
    for language, name in (("cmn", "Chinese"), ("de", "German"), ("en-gb", "English_(GB)"), ("en-us", "English_(US)"),
                           ("fr-be", "French_(Belgium)"), ("fr-fr", "French_(France)"), ("ja", "Japanese"),
                           ("nb", "Norwegian"), ("pt", "Portuguese"), ("pt-br", "Portuguese_(Brazil)")):
        print(f" 5  {language:15} --/M      {name:18} gmw/x        ")
elif text == "FAIL":
    sys.exit("the tongue is tied")
elif text == "NOISE":
    open(arguments[arguments.index("-w") + 1], "wb").write(b"RIFF    WAVE" + bytes(99))
else:
    count = max(2000, 1500 * len(text)) if text != "MUTE" else 9000
    level = 0 if text == "MUTE" else 9000
    tone = array.array("h", [int(level * math.sin(at / 20)) for at in range(count)])
    quiet = array.array("h", bytes(8000))
    with wave.open(arguments[arguments.index("-w") + 1], "wb") as file:
        file.setparams((1, 2, 22050, 0, "NONE", ""))
        file.writeframes((quiet + tone + quiet).tobytes())
"""


def install_espeak(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put it first on the PATH; the file that holds a JSON line for each call."""
    folder.mkdir(parents=True)
    log, program = folder / "calls.jsonl", folder / "espeak-ng"
    program.write_text(f"#!{sys.executable} -SE\nLOG = {str(log)!r}\n{_CODE}")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return log
