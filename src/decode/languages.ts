import { WhisperBatchError } from '../errors.ts';

/** English names of the languages Whisper knows, by code (openai/whisper `tokenizer.py`). */
export const LANGUAGE_NAMES: Readonly<Record<string, string>> = {
  en: 'english',
  zh: 'chinese',
  de: 'german',
  es: 'spanish',
  ru: 'russian',
  ko: 'korean',
  fr: 'french',
  ja: 'japanese',
  pt: 'portuguese',
  tr: 'turkish',
  pl: 'polish',
  ca: 'catalan',
  nl: 'dutch',
  ar: 'arabic',
  sv: 'swedish',
  it: 'italian',
  id: 'indonesian',
  hi: 'hindi',
  fi: 'finnish',
  vi: 'vietnamese',
  he: 'hebrew',
  uk: 'ukrainian',
  el: 'greek',
  ms: 'malay',
  cs: 'czech',
  ro: 'romanian',
  da: 'danish',
  hu: 'hungarian',
  ta: 'tamil',
  no: 'norwegian',
  th: 'thai',
  ur: 'urdu',
  hr: 'croatian',
  bg: 'bulgarian',
  lt: 'lithuanian',
  la: 'latin',
  mi: 'maori',
  ml: 'malayalam',
  cy: 'welsh',
  sk: 'slovak',
  te: 'telugu',
  fa: 'persian',
  lv: 'latvian',
  bn: 'bengali',
  sr: 'serbian',
  az: 'azerbaijani',
  sl: 'slovenian',
  kn: 'kannada',
  et: 'estonian',
  mk: 'macedonian',
  br: 'breton',
  eu: 'basque',
  is: 'icelandic',
  hy: 'armenian',
  ne: 'nepali',
  mn: 'mongolian',
  bs: 'bosnian',
  kk: 'kazakh',
  sq: 'albanian',
  sw: 'swahili',
  gl: 'galician',
  mr: 'marathi',
  pa: 'punjabi',
  si: 'sinhala',
  km: 'khmer',
  sn: 'shona',
  yo: 'yoruba',
  so: 'somali',
  af: 'afrikaans',
  oc: 'occitan',
  ka: 'georgian',
  be: 'belarusian',
  tg: 'tajik',
  sd: 'sindhi',
  gu: 'gujarati',
  am: 'amharic',
  yi: 'yiddish',
  lo: 'lao',
  uz: 'uzbek',
  fo: 'faroese',
  ht: 'haitian creole',
  ps: 'pashto',
  tk: 'turkmen',
  nn: 'nynorsk',
  mt: 'maltese',
  sa: 'sanskrit',
  lb: 'luxembourgish',
  my: 'myanmar',
  bo: 'tibetan',
  tl: 'tagalog',
  mg: 'malagasy',
  as: 'assamese',
  tt: 'tatar',
  haw: 'hawaiian',
  ln: 'lingala',
  ha: 'hausa',
  ba: 'bashkir',
  jw: 'javanese',
  su: 'sundanese',
  yue: 'cantonese',
};

/** Other names and codes people use for a language, by the code it has. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['burmese', 'my'],
  ['valencian', 'ca'],
  ['flemish', 'nl'],
  ['haitian', 'ht'],
  ['letzeburgesch', 'lb'],
  ['pushto', 'ps'],
  ['panjabi', 'pa'],
  ['moldavian', 'ro'],
  ['moldovan', 'ro'],
  ['sinhalese', 'si'],
  ['castilian', 'es'],
  ['mandarin', 'zh'],
  ['farsi', 'fa'],
  ['jv', 'jw'],
  ['nb', 'no'],
  ['fil', 'tl'],
]);

/**
 * The code of a language given as code or English name, upper or lower case, or as a locale such as `pt-BR` or `deu`.
 *
 * @throws WhisperBatchError `USAGE` when Whisper does not know the language
 */
export function parseLanguage(text: string): string {
  const wanted = text.trim().toLowerCase();
  if (Object.hasOwn(LANGUAGE_NAMES, wanted)) return wanted;
  const named = Object.entries(LANGUAGE_NAMES).find(([, name]) => name === wanted)?.[0] ?? ALIASES.get(wanted);
  const code = named ?? codeOfLocale(wanted);
  if (code !== undefined) return code;
  const message = `Expected --language as a Whisper language code or name such as "en" or "english", found "${text}".`;
  throw new WhisperBatchError('USAGE', message, `Known codes: ${Object.keys(LANGUAGE_NAMES).join(' ')}.`);
}

// Whisper tells neither regions nor scripts apart; the locale also turns codes of three letters into those of two.
function codeOfLocale(text: string): string | undefined {
  try {
    const { language } = new Intl.Locale(text.replaceAll('_', '-'));
    return Object.hasOwn(LANGUAGE_NAMES, language) ? language : ALIASES.get(language);
  } catch {
    return undefined;
  }
}
