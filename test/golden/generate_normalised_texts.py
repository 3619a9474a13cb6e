"""Texts and what OpenAI's English and basic normalisers make of them -> normalised-texts.jsonl.gz.

Usage: python generate_normalised_texts.py OPENAI_WHISPER_FOLDER [MANIFEST.tsv]

The folder is the unpacked source of openai-whisper 20250625; only its normalizers/ are loaded, which need the packages
regex and more-itertools. MANIFEST is a table with the columns language, license and transcript, of which transcripts in
the public domain or under CC0 and CC BY are taken. Each line is [text, english, basic, basic with letters split].
"""

from __future__ import annotations

import csv
import gzip
import json
import random
import re
import sys
import types
import unicodedata
from collections.abc import Iterator
from pathlib import Path

GOLDEN = Path(__file__).resolve().parent
SEED = 8
FREE = re.compile(r"public domain|cc0|cc-by-4", re.IGNORECASE)

ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
SCALES = ["", "thousand", "million", "billion", "trillion", "quadrillion"]
CURRENCIES = ["dollar", "dollars", "pound", "pounds", "euro", "euros", "cent", "cents", "percent", "per cent", "$", "£", "€", "¢", "%"]
JOINERS = ["and", "point", "minus", "negative", "plus", "positive", "double", "triple", "oh", "o", "and a half", "per", "hundred", "thousand", "million"]
OTHER_WORDS = ["the", "people", "in", "street", "of", "a", "half", "bus", "is", "um", "-", "years", "number", "ago", "B", "k", "th", "st", "s", "."]
PRONOUNS = ["I", "you", "he", "she", "it", "we", "they", "who", "that", "there", "Zoë", "the dogs", "O’Neill", "what"]
ENDINGS = ["'s", "'d", "'ll", "'ve", "'re", "'m", "n't", "'t", "'s been", "'d been", "'s gone", "'d gone", "'d done", "'s got", "'S", "’s", " 's", " 'll"]
WHOLE = "won't can't let's ain't y'all wanna gotta gonna i'ma imma woulda coulda shoulda ma'am mr mrs st dr prof capt gov ald gen sen rep pres rev hon asst assoc lt col jr sr esq hmm mm mhm mmm uh um".split()
FRAMES = ["{}", "so {} it is", "{}, then.", "({}) he said", "[{}] yes", "He said: “{}”!", "it{}", "{}é", "_{}", "x {} y {}"]
SYMBOLS = "$€£¢%.,-+'’\"“”()[]<>&@#*/\\_~^|!?:;…–—°²³½Ⅳ№™©±×÷♪😀️\u200d\u0301\u0308\u00a0\u2009\u3000\t\n\x1c\x85\ufeff\u00adß ẞøØłđÞþæœﬁＡ１٣५๗Σςİıǆǅ"
NOTES = [
    "", " ", "...", "<|0.00|> Hello <|2.00|>", "[Music] (applause) ♪ la la ♪", "ΟΔΟΣ ΟΔΟΣ. ΣΑΣ'", "İSTANBUL ISPARTA ıi", "e\u0301te\u0301 été ÉTÉ",
    "客観的実在の、判断的知識。第１２回", "北京大学 GPS 3.5 公里", "สวัสดีครับ น้ำ ๑๒๓", "ກຳລັງ ຮຽນ", "မြန်မာ ဘာသာ", "한국어 텍스트 ㄱㅏ", "नमस्ते, दुनिया। १२३",
    "\u0600١٢٣ \r\n x", "ガギグ ｶﾞｷﾞ", "constructor toString __proto__ hasOwnProperty", "10.0.0.1 and 192.168.0.1:8080", "It costs $1,234.56 -- or 20%!",
    "Mr. & Mrs. O’Neill's dogs' 'house', isn't it?", "$0.75 $0 75 £0x05 €0.5", "$2 and ¢7, $2 ¢7 and 2 dollars 7 cents", "١٢ per cent ٣.٥ million ٣.٠ 4.0",
    "1s 1 11 1st 21st 1960s 60s '60s 5 th 5   s 4k k4", "double seven triple oh double twenty double", "one and a half million and a half, and a half",
    "twenty point five point six thousand", "minus five plus 3 minus x negative", "0 hundred zero hundred 0 thousandths zero thousands", "1.2.3 thousand 1.2.3 thousandths",
    "3. $5 point $5", "per cent per", "flyer / flier flyer", "½ cup ¼ ⅓ 10² x³", "²³ ³", "𝟏𝟐𝟑 𝒜𝓑", "1,000,000.50 1,2,3", "a.b.c. e.g. U.S.A. 3.14. .5 5. .", "hundred and five, and hundred",
]


def main(source: Path, manifest: Path | None) -> None:
    english, basic, letters = load_normalisers(source)
    chance = random.Random(SEED)
    texts = dict.fromkeys([*NOTES, *transcripts(manifest), *spelling_lines(source, chance), *generated(chance)])
    with gzip.GzipFile(GOLDEN / "normalised-texts.jsonl.gz", "wb", mtime=0) as file:
        for text in texts:
            line = json.dumps([text, english(text), basic(text), letters(text)], ensure_ascii=False)
            file.write(f"{line}\n".encode())
    print(f"{len(texts)} lines, Unicode {unicodedata.unidata_version}")


def load_normalisers(source: Path):  # noqa: ANN201
    # The package itself would load torch.
    package = types.ModuleType("whisper")
    package.__path__ = [str(source / "whisper")]
    sys.modules["whisper"] = package
    from whisper.normalizers import BasicTextNormalizer, EnglishTextNormalizer

    return EnglishTextNormalizer(), BasicTextNormalizer(), BasicTextNormalizer(split_letters=True)


def transcripts(manifest: Path | None) -> Iterator[str]:
    """Free transcripts, and what a model might make of them: other case, punctuation and numerals."""
    if manifest is None:
        return
    with manifest.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        if FREE.search(row["license"]):
            text = row["transcript"]
            yield from (text, text.upper(), text.title().replace("'", "’"), re.sub(r"[^\w\s]", "", text.lower()))


def spelling_lines(source: Path, chance: random.Random) -> Iterator[str]:
    words = list(json.loads((source / "whisper/normalizers/english.json").read_text(encoding="utf-8")))
    for index, word in enumerate(words):
        yield chance.choice([word, word.upper(), f"The {word}, they said, {words[index - 1]}s.", f"{word}'s {word.title()}"])


def generated(chance: random.Random) -> Iterator[str]:
    makers = [number_text, year_text, money_text, word_salad, contraction_text, numeral_text, unicode_text, phone_text]
    for _ in range(700):
        for make in makers:
            yield make(chance)


def below_thousand(number: int, chance: random.Random) -> str:
    hundreds, rest = divmod(number, 100)
    words = [f"{ONES[hundreds]} hundred"] if hundreds else []
    if hundreds and rest and chance.random() < 0.6:
        words.append("and")
    if rest >= 20:
        separator = chance.choice([" ", "-"])
        words.append(TENS[rest // 10 - 2] + (separator + ONES[rest % 10] if rest % 10 else ""))
    elif rest or not words:
        words.append(ONES[rest])
    return " ".join(words)


def cardinal(number: int, chance: random.Random) -> str:
    groups = []
    scale = 0
    while number or not groups:
        number, group = divmod(number, 1000)
        if group or (not number and not groups):
            groups.append(f"{below_thousand(group, chance)} {SCALES[scale]}".strip())
        scale += 1
    return chance.choice([" ", " ", ", "]).join(reversed(groups))


def any_number(chance: random.Random) -> int:
    return chance.randrange(10 ** chance.randrange(1, 16))


def ordinal_or_plural(words: str, chance: random.Random) -> str:
    head, _, last = words.rpartition(" ")
    irregular = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth", "twelve": "twelfth", "zero": "zeroth"}
    ordinal = irregular.get(last, last[:-1] + "ieth" if last.endswith("y") else f"{last}th")
    plural = last[:-1] + "ies" if last.endswith("y") else "sixes" if last == "six" else f"{last}s"
    return f"{head} {chance.choice([ordinal, plural])}".strip()


def number_text(chance: random.Random) -> str:
    words = cardinal(any_number(chance), chance)
    if chance.random() < 0.4:
        words = ordinal_or_plural(words, chance)
    if chance.random() < 0.2:
        words += " point " + " ".join(chance.choice(ONES[:10]) for _ in range(chance.randrange(1, 4)))
    if chance.random() < 0.1:
        words += " and a half"
    return chance.choice(["{}", "There were {} people.", "minus {}", "about {}, or {}"]).replace("{}", words)


def year_text(chance: random.Random) -> str:
    century, rest = chance.randrange(10, 21), chance.randrange(100)
    tail = "hundred" if rest == 0 else f"{chance.choice(['oh', 'o', 'zero'])} {ONES[rest]}" if rest < 10 else below_thousand(rest, chance)
    spoken = f"{below_thousand(century, chance)} {tail}"
    if chance.random() < 0.3:
        spoken = f"{below_thousand(century, chance)} {ordinal_or_plural(chance.choice(TENS), chance)}"
    written = f"{century}{rest:02d}"
    return chance.choice([f"In {spoken}.", f"In {written}, or {spoken}", f"the {written}s", f"the '{rest:02d}s and {spoken}", f"{spoken} to {written}–{rest:02d}"])


def money_text(chance: random.Random) -> str:
    number = any_number(chance)
    amounts = [f"${number:,}", f"£{number}.{chance.randrange(100):02d}", f"€{number} million", f"{chance.choice('$£€¢')}{number % 1000}.{chance.randrange(1000)}"]
    spoken = f"{cardinal(number % 10**6, chance)} {chance.choice(CURRENCIES)}"
    cents = f"{cardinal(chance.randrange(100), chance)} {chance.choice(['cents', 'cent', 'pence'])}"
    return chance.choice([*amounts, spoken, f"{spoken} and {cents}", f"{spoken} {cents}", f"{amounts[0]} and {cents}", f"{number % 100} {chance.choice(CURRENCIES)}"])


def word_salad(chance: random.Random) -> str:
    """Number words in any order: what the rules were not written for."""
    pools = [ONES, TENS, JOINERS, CURRENCIES, OTHER_WORDS, SCALES[1:], [ordinal_or_plural(word, chance) for word in [*ONES, *TENS, "hundred", "million"]], [str(any_number(chance)), f"{any_number(chance) % 100}.{chance.randrange(100)}", f"${chance.randrange(50)}", f"{chance.randrange(9)}."]]
    return " ".join(chance.choice(chance.choice(pools)) for _ in range(chance.randrange(2, 12)))


def contraction_text(chance: random.Random) -> str:
    part = chance.choice([f"{chance.choice(PRONOUNS)}{chance.choice(ENDINGS)}", chance.choice(WHOLE), chance.choice(WHOLE).upper() + "."])
    return chance.choice(FRAMES).replace("{}", f"{part}{chance.choice(['', ' been', ' gone', ' John', ' not', ' 5'])}")


def numeral_text(chance: random.Random) -> str:
    number = any_number(chance) % 10**7
    forms = [f"{number:,}", f"{number}th", f"{number} th", f"{number}%", f"{number} %", f"-{number}", f"+{number}", f"{number}.", f".{number}", f"{number}k", f"A{number}", f"{number}.{number % 97}.{number % 13}", f"{number % 24}:{number % 60:02d}", f"{number % 100} and a half", f"{number / 100:.2f} million", f"#{number}", f"{number}/{number % 31}", f"0{number}", f"{number % 2} {number % 2}s"]
    return " ".join(chance.choice(forms) for _ in range(chance.randrange(1, 4)))


def phone_text(chance: random.Random) -> str:
    digits = [chance.choice([*ONES[:10], "oh", "o", "double", "triple"]) for _ in range(chance.randrange(3, 11))]
    return chance.choice(["call {}", "{}", "room {} please", "two point {}"]).replace("{}", " ".join(digits))


def unicode_text(chance: random.Random) -> str:
    parts = []
    for _ in range(chance.randrange(2, 16)):
        kind = chance.random()
        parts.append(chance.choice(SYMBOLS) if kind < 0.4 else any_character(chance) if kind < 0.6 else chance.choice("abz019 '"))
    return "".join(parts)


def any_character(chance: random.Random) -> str:
    while True:
        character = chr(chance.choice([chance.randrange(0x250), chance.randrange(0x3100), chance.randrange(0x20000)]))
        # Later versions of Unicode may assign the unassigned.
        if unicodedata.category(character) not in ("Cn", "Cs", "Co"):
            return character


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
