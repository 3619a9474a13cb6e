import { isRecord, JsonFile } from '../json-file.ts';

/** Reads text out of tokens as a tokenizer does, timestamps and other special tokens left out. */
export type TokenReader = (tokens: readonly number[]) => string;

/**
 * A reader that opens the vocabulary of a `tokenizer.json` when it is first used: worker threads need text only of
 * windows that seem to repeat themselves, and this takes a tenth of the time a whole tokenizer does.
 *
 * @throws WhisperBatchError `MODEL_DAMAGED`, by the reader, when the file is not a tokenizer
 */
export function createTokenReader(tokenizerPath: string): TokenReader {
  let pieces: readonly string[] | undefined;
  return (tokens) => {
    pieces ??= readVocabulary(tokenizerPath);
    const characters = tokens.flatMap((token) => Array.from(pieces?.[token] ?? ''));
    return Buffer.from(characters.flatMap(bytesOf)).toString('utf8');
  };
}

function readVocabulary(path: string): readonly string[] {
  const model = JsonFile.read(path).get('model');
  const vocabulary = isRecord(model) && isRecord(model['vocab']) ? model['vocab'] : {};
  const pieces: string[] = [];
  for (const [piece, token] of Object.entries(vocabulary)) {
    // Some tokenizers list special tokens with the others.
    if (typeof token === 'number' && !/^<\|.*\|>$/.test(piece)) pieces[token] = piece;
  }
  return pieces;
}

const BYTE_BY_CHARACTER = byteAlphabet();

function bytesOf(character: string): readonly number[] {
  const byte = BYTE_BY_CHARACTER.get(character);
  return byte === undefined ? [...Buffer.from(character, 'utf8')] : [byte];
}

// As byte-level vocabularies have it: printable bytes of Latin-1 stand for themselves, all others for U+0100 and on.
function byteAlphabet(): ReadonlyMap<string, number> {
  const isPrintable = (byte: number) => (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  const others = bytes.filter((byte) => !isPrintable(byte));
  return new Map([
    ...bytes.filter(isPrintable).map((byte) => [String.fromCharCode(byte), byte] as const),
    ...others.map((byte, index) => [String.fromCharCode(0x100 + index), byte] as const),
  ]);
}
