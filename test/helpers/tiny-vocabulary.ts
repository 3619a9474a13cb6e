/** The vocabulary of the tiny checkpoint: 128 tokens of text, then the special ones and timestamps to 1.16 s. */

/** Ids of the special tokens; text is below `end`, timestamps are from `firstTimestamp` on. */
export const TINY_TOKENS = {
  end: 128,
  start: 129,
  languages: { en: 130, de: 131, fr: 132, es: 133, ja: 134 },
  translate: 135,
  transcribe: 136,
  startOfLanguageModel: 137,
  startOfPrevious: 138,
  noSpeech: 139,
  noTimestamps: 140,
  firstTimestamp: 141,
  count: 200,
} as const;

// Printable ASCII; the space is written Ġ in byte-level vocabularies.
const CHARACTERS = [...Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)), 'Ġ'];

const MERGES = (
  'Ġ t,Ġ a,h e,i n,r e,o n,Ġt he,e r,Ġ s,a t,Ġ w,Ġ o,e n,Ġ c,i t,i s,a n,o r,e s,Ġ b,e d,Ġ f,in g,Ġ p,o u,Ġa n,' +
  'a l,a r,Ġt o,Ġ m,Ġo f,Ġ in,Ġ d'
).split(',');

/** `generation_config.json` with the fields that Whisper's has. */
export const tinyGenerationConfig = {
  decoder_start_token_id: TINY_TOKENS.start,
  bos_token_id: TINY_TOKENS.end,
  eos_token_id: TINY_TOKENS.end,
  pad_token_id: TINY_TOKENS.end,
  no_timestamps_token_id: TINY_TOKENS.noTimestamps,
  prev_sot_token_id: TINY_TOKENS.startOfPrevious,
  max_initial_timestamp_index: 10,
  max_length: 48,
  is_multilingual: true,
  lang_to_id: Object.fromEntries(Object.entries(TINY_TOKENS.languages).map(([code, id]) => [`<|${code}|>`, id])),
  task_to_id: { transcribe: TINY_TOKENS.transcribe, translate: TINY_TOKENS.translate },
  // A few signs, and every special token but the end and the timestamps, as Whisper does.
  suppress_tokens: [1, 2, 7, 8, 129, 135, 136, 137, 138, 139],
  begin_suppress_tokens: [CHARACTERS.indexOf('Ġ'), TINY_TOKENS.end],
} as const;

/** `tokenizer.json`: byte-level BPE. */
export function tinyTokenizer(): unknown {
  const text = [...CHARACTERS, ...MERGES.map((merge) => merge.replace(' ', ''))];
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: specialTokens().map((content, index) => ({
      id: TINY_TOKENS.end + index,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: content.search(/\d/) === -1,
    })),
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: null,
    decoder: { ...byteLevel, add_prefix_space: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: '',
      end_of_word_suffix: '',
      fuse_unk: false,
      byte_fallback: false,
      vocab: Object.fromEntries(text.map((token, id) => [token, id])),
      merges: MERGES,
    },
  };
}

function specialTokens(): string[] {
  const names = ['endoftext', 'startoftranscript', ...Object.keys(TINY_TOKENS.languages)];
  names.push('translate', 'transcribe', 'startoflm', 'startofprev', 'nospeech', 'notimestamps');
  const timestamps = Array.from({ length: TINY_TOKENS.count - TINY_TOKENS.firstTimestamp }, (_, index) =>
    (index * 0.02).toFixed(2),
  );
  return [...names, ...timestamps].map((name) => `<|${name}|>`);
}
