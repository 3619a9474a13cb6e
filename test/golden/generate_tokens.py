"""Text <-> token ids of phrases in many scripts, and the ids of special tokens -> tokens.json."""

from __future__ import annotations

from transformers import WhisperTokenizer
from transformers.models.whisper.tokenization_whisper import LANGUAGES

from reference import load_processor, write_golden

PHRASES = [
    "",
    " ",
    "Hello, world!",
    " And so, my fellow Americans, ask not what your country can do for you.",
    " It's 3:45 p.m.; that's $1,234.56 (or 20% off).",
    " don't won't I'll we've they're SHE'S",
    "  two  spaces   three",
    "line one\nline two\r\n\ttabbed",
    " e-mail: someone@example.org, https://example.org/a?b=c&d=1",
    " Antidisestablishmentarianism, pneumonoultramicroscopicsilicovolcanoconiosis",
    " naïve café, Ångström, œuvre, façade",
    " Die Werbung vermittelt einen falschen Eindruck: größer, Straße, ÜBER.",
    " Les deux autres sont situés au bord de la mer Jaune, n'est-ce pas ?",
    " ¿Dónde está la biblioteca? ¡Mañana será otro día!",
    " Dal passo si sale sulla vetta; è così perché può.",
    " Um grupo de crianças está andando em um parque, não é?",
    " Zażółć gęślą jaźń",
    " Příliš žluťoučký kůň úpěl ďábelské ódy",
    " Съешь же ещё этих мягких французских булок",
    " Ξεσκεπάζω την ψυχοφθόρα βδελυγμία",
    " Pijamalı hasta yağız şoföre çabucak güvendi",
    " Tôi đang học tiếng Việt ở Hà Nội",
    " مرحبا بالعالم، كيف حالك؟",
    " שלום עולם, מה שלומך?",
    " नमस्ते दुनिया, आप कैसे हैं?",
    " สวัสดีชาวโลก วันนี้อากาศดี",
    "客観的実在の判断的知識が成立するのである。",
    "ひらがなとカタカナと漢字、それから「括弧」",
    "欢迎大家来体验语音识别模型。",
    "廣東話同普通話有啲唔同",
    " 그는 이리저리 피하면서 길 한 옆으로 걸어갔다.",
    " Thumbs up 👍🏽, family 👨‍👩‍👧‍👦, flag 🇨🇦, heart ❤️",
    " e\u0301 is not \u00e9",
    " zero\u200bwidth and no\u00a0break",
    " ♪ music ♪ [laughter] (applause) <i>tag</i>",
    " ½ ² № ™ € £ … — “quoted” ‘single’",
]


def main() -> None:
    tokenizer = load_processor().tokenizer
    phrases = [{"text": text, "ids": encode(tokenizer, text)} for text in PHRASES]
    for phrase in phrases:
        phrase["decoded"] = tokenizer.decode(phrase["ids"])
    write_golden(
        "tokens.json",
        {"phrases": phrases, "decodings": decodings(tokenizer), "specialTokens": special_tokens(tokenizer)},
    )


def encode(tokenizer: WhisperTokenizer, text: str) -> list[int]:
    return tokenizer.encode(text, add_special_tokens=False)


def decodings(tokenizer: WhisperTokenizer) -> list[dict[str, object]]:
    """Id sequences as the decoder makes them: with prompt, timestamps, an end, or half a character."""
    emoji, kanji = encode(tokenizer, " 👍🏽"), encode(tokenizer, "鬱")
    hello, world = encode(tokenizer, " Hello"), encode(tokenizer, " world.")
    first_timestamp = tokenizer.convert_tokens_to_ids("<|0.00|>")
    prompt = tokenizer.convert_tokens_to_ids(["<|startoftranscript|>", "<|en|>", "<|transcribe|>"])
    marked = [first_timestamp, *hello, first_timestamp + 100, first_timestamp + 120, *world, first_timestamp + 1500]
    sequences = [
        [],
        [tokenizer.eos_token_id],
        [*prompt, tokenizer.convert_tokens_to_ids("<|notimestamps|>"), *hello, *world, tokenizer.eos_token_id],
        [*prompt, *marked, tokenizer.eos_token_id],
        emoji[:-1],
        kanji[:1],
        [*hello, *kanji[:-1], *world],
        [*kanji[-1:], *hello],
    ]
    return [decoding(tokenizer, ids) for ids in sequences]


def decoding(tokenizer: WhisperTokenizer, ids: list[int]) -> dict[str, object]:
    return {
        "ids": ids,
        "text": tokenizer.decode(ids, skip_special_tokens=True),
        "textWithTimestamps": tokenizer.decode(ids, skip_special_tokens=True, decode_with_timestamps=True),
    }


def special_tokens(tokenizer: WhisperTokenizer) -> dict[str, object]:
    def token_id(token: str) -> int:
        return tokenizer.convert_tokens_to_ids(token)

    return {
        "endOfText": token_id("<|endoftext|>"),
        "startOfTranscript": token_id("<|startoftranscript|>"),
        "translate": token_id("<|translate|>"),
        "transcribe": token_id("<|transcribe|>"),
        "startOfLm": token_id("<|startoflm|>"),
        "startOfPrevious": token_id("<|startofprev|>"),
        "noSpeech": token_id("<|nospeech|>"),
        "noTimestamps": token_id("<|notimestamps|>"),
        "firstTimestamp": token_id("<|0.00|>"),
        "lastTimestamp": token_id("<|30.00|>"),
        "languages": language_ids(tokenizer),
    }


def language_ids(tokenizer: WhisperTokenizer) -> dict[str, int]:
    """Codes this vocabulary has; newer Whisper models know more (Cantonese)."""
    ids = {code: tokenizer.convert_tokens_to_ids(f"<|{code}|>") for code in LANGUAGES}
    return {code: token for code, token in ids.items() if token is not None and token != tokenizer.unk_token_id}


if __name__ == "__main__":
    main()
