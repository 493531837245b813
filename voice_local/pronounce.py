"""English pronunciations for words no dictionary has, from eSpeak, in the phones PocketSphinx knows.

Run as a program it is the child process that loads eSpeak, which does not share a process with other voices.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

_ARPABET = {
    "0": "AA", "A:": "AA", "A": "AA", "A@": "AA R", "a": "AE", "aa": "AE", "a#": "AH", "V": "AH", "@": "AH",
    "I2": "IH", "@2": "AH", "@L": "AH L", "O": "AO", "O:": "AO", "O2": "AA", "O@": "AO R", "o@": "AO R",
    "aU": "AW", "aI": "AY", "aI@": "AY AH", "aI3": "AY ER", "E": "EH", "e@": "EH R", "3": "ER", "3:": "ER",
    "eI": "EY", "e": "EY", "I": "IH", "i": "IY", "i:": "IY", "i@": "IY AH", "i@3": "IH R", "oU": "OW",
    "o": "OW", "OI": "OY", "U": "UH", "U@": "UH R", "u": "UW", "u:": "UW", "y": "UW", "Y": "ER",
    "b": "B", "tS": "CH", "d": "D", "d#": "D", "D": "DH", "f": "F", "g": "G", "h": "HH", "x": "K", "dZ": "JH",
    "k": "K", "kh": "K", "l": "L", "l#": "L", "m": "M", "n": "N", "n-": "AH N", "n^": "N Y", "N": "NG",
    "p": "P", "ph": "P", "r": "R", "r-": "R", "R": "R", "s": "S", "S": "SH", "t": "T", "th": "T", "t#": "T",
    "t2": "T", "T": "TH", "v": "V", "w": "W", "j": "Y", "z": "Z", "Z": "ZH", "?": "T", "l-": "AH L",
    "I#": "IH", "E2": "EH", "E#": "EH", "a2": "AH", "@-": "AH", "3#": "ER", "o:": "OW", "e:": "EY", "m-": "AH M",
    "ts": "T S", "c": "K", "Q": "G", "W": "UW", "O~": "AO N", "A~": "AA N", "E~": "AE N", "l^": "L Y",
}  # fmt: skip
"""eSpeak's phoneme names for English, and those its other languages add for borrowed words."""


def pronunciations(words: Iterable[str]) -> Mapping[str, str]:
    """ARPAbet phones per word; words that eSpeak cannot say, or a machine without eSpeak, are left out."""
    asked = sorted(set(words))
    if not asked:
        return {}
    try:
        child = subprocess.run(
            [sys.executable, "-P", str(Path(__file__)), *_espeak()],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        )
        said = json.loads(child.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return {}
    phones = {word: arpabet(phonemes) for word, phonemes in said.items()}
    return {word: sound for word, sound in phones.items() if sound}


def _espeak() -> tuple[str, str]:
    try:
        import espeakng_loader

        return espeakng_loader.get_library_path(), espeakng_loader.get_data_path()
    except (ImportError, OSError):
        return "", ""


def arpabet(phonemes: str) -> str:
    """ "k_'O2_f_i" -> "K AA F IY"; empty if there is a sound English does not have."""
    phones: list[str] = []
    for name in re.sub(r"\([a-z-]+\)", "", phonemes).split("_"):
        plain = re.sub(r"[',%=|:]*$|^[',%=|]+", lambda mark: ":" if mark[0] == ":" else "", name.strip())
        if not plain or plain in (";", "-"):
            continue
        if plain not in _ARPABET:
            return ""
        phones.extend(_ARPABET[plain].split())
    return " ".join(phone for i, phone in enumerate(phones) if phone != "R" or phones[i - 1 : i] != ["R"])


def _speak_phonemes(library: str, data: str) -> None:
    import ctypes
    import ctypes.util

    espeak = ctypes.CDLL(library or ctypes.util.find_library("espeak-ng") or "libespeak-ng.so.1")
    espeak.espeak_TextToPhonemes.restype = ctypes.c_char_p
    espeak.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(ctypes.c_void_p), ctypes.c_int, ctypes.c_int]
    synchronous, utf8, names_with_underscores = 2, 1, ord("_") << 8
    espeak.espeak_Initialize(synchronous, 0, data.encode() or None, 0x8000)
    espeak.espeak_SetVoiceByName(b"en-us")
    said = {}
    for word in json.load(sys.stdin):
        text = ctypes.c_char_p(word.encode())
        rest = ctypes.cast(text, ctypes.c_void_p)
        phonemes = espeak.espeak_TextToPhonemes(ctypes.byref(rest), utf8, names_with_underscores)
        said[word] = (phonemes or b"").decode()
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    _speak_phonemes(*sys.argv[1:3])
