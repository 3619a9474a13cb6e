import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse as parseTable } from 'csv-parse/sync';
import fc from 'fast-check';
import subsrt from 'subsrt-ts';
import { describe, expect, it } from 'vitest';
import { WebVTTParser } from 'webvtt-parser';
import { formatTranscript, TRANSCRIPT_FORMATS } from '../../src/output/format-transcript.ts';
import { planCues } from '../../src/output/subtitle-cues.ts';
import { anyFile, lettersOf } from './any-transcript.ts';
import { transcribedFile } from './example-run.ts';

const schemaUrl = new URL('../../schemas/transcript.schema.json', import.meta.url);
const schema = JSON.parse(readFileSync(schemaUrl, 'utf8')) as object;
// The parser knows the names of the standard only when it is given them.
const entities = createRequire(import.meta.url)('webvtt-parser/html-entities.json') as Record<`&${string}`, string>;
const spoken = {
  ...transcribedFile('talk.wav'),
  transcript: {
    ...transcribedFile('talk.wav').transcript,
    language: { code: 'en', probability: 0.987_654_321 },
    segments: [
      {
        startSeconds: 0.5,
        endSeconds: 2.25,
        text: 'Ask not <what>.',
        words: [
          { text: 'Ask', startSeconds: 0.5, endSeconds: 1, probability: 0.9 },
          { text: 'not', startSeconds: 1, endSeconds: 1.5, probability: 0.8 },
          { text: '<what>.', startSeconds: 1.5, endSeconds: 2.25, probability: 0.123_456_789 },
        ],
      },
      { startSeconds: 6, endSeconds: 7, text: 'A --> "B"\t& C' },
    ],
  },
};

describe('formatTranscript', () => {
  it('writes text, SubRip, WebVTT and tab-separated values', () => {
    expect(formatTranscript(spoken, 'txt')).toBe('Ask not.\n');
    expect(formatTranscript(spoken, 'srt')).toBe(
      '1\n00:00:00,500 --> 00:00:02,250\nAsk not <what>.\n\n2\n00:00:06,000 --> 00:00:07,000\nA -> "B" & C\n',
    );
    expect(formatTranscript(spoken, 'vtt')).toBe(
      'WEBVTT\n\n00:00:00.500 --> 00:00:02.250\nAsk not &lt;what&gt;.\n\n' +
        '00:00:06.000 --> 00:00:07.000\nA --&gt; "B" &amp; C\n',
    );
    expect(formatTranscript(spoken, 'tsv')).toBe(
      'start\tend\ttext\n500\t2250\tAsk not <what>.\n6000\t7000\tA --> "B" & C\n',
    );
  });

  it('writes JSON with language, words and windows', () => {
    expect(JSON.parse(formatTranscript(spoken, 'json'))).toEqual({
      schema_version: 2,
      file: 'talk.wav',
      duration_s: 10,
      language: 'en',
      language_probability: 0.987654,
      text: 'Ask not.',
      segments: [
        {
          start_s: 0.5,
          end_s: 2.25,
          text: 'Ask not <what>.',
          words: [
            { word: 'Ask', start_s: 0.5, end_s: 1, probability: 0.9 },
            { word: 'not', start_s: 1, end_s: 1.5, probability: 0.8 },
            { word: '<what>.', start_s: 1.5, end_s: 2.25, probability: 0.123457 },
          ],
        },
        { start_s: 6, end_s: 7, text: 'A --> "B"\t& C' },
      ],
      windows: [{ start_s: 0, end_s: 10, overlap_s: 0, reached_token_limit: false, average_log_probability: -0.25 }],
    });
  });

  it('has a form for a recording without speech in every format', () => {
    const silent = { ...transcribedFile('a.wav'), transcript: { text: '', segments: [], windows: [] } };
    const texts = TRANSCRIPT_FORMATS.map((format) => formatTranscript(silent, format));
    expect(texts.slice(0, 4)).toEqual(['\n', '', 'WEBVTT\n', 'start\tend\ttext\n']);
    expect(JSON.parse(texts[4] ?? '')).toMatchObject({ text: '', segments: [], windows: [] });
  });

  it('shapes subtitles as the options say', () => {
    const lines = formatTranscript(spoken, 'srt', { maxLineWidth: 10, maxLineCount: 1 }).split('\n');
    expect(lines.filter((line) => /[a-z]/iu.test(line))).toEqual(['Ask not', '<what>.', 'A -> "B"', '& C']);
  });
});

describe('what other programs read', () => {
  it('in SubRip is the times and texts of all cues', () => {
    check((file) => {
      const captions = subsrt.parse(formatTranscript(file, 'srt'), { format: 'srt', eol: '\n' });
      const read = captions.map((caption) => (caption.type === 'caption' ? caption : undefined));
      const cues = cuesOf(file);
      expect(read.map((caption) => [caption?.index, caption?.start, caption?.end])).toEqual(
        cues.map(({ startMs, endMs }, index) => [index + 1, startMs, endMs]),
      );
      const text = read.map((caption) => caption?.content.trimEnd());
      // SubRip cannot hold an arrow that is not one of its own.
      expect(text).toEqual(cues.map(({ lines }) => lines.join('\n').replace(/-{2,}>/gu, '->')));
    });
  });

  it('in WebVTT is the times and texts of all cues, without an error', () => {
    check((file) => {
      const { cues: read, errors } = new WebVTTParser(entities).parse(formatTranscript(file, 'vtt'), 'captions');
      expect(errors).toEqual([]);
      const cues = cuesOf(file);
      expect(read.map(({ startTime, endTime }) => [startTime, endTime].map((time) => Math.round(time * 1000)))).toEqual(
        cues.map(({ startMs, endMs }) => [startMs, endMs]),
      );
      const text = read.map(({ tree }) => tree.children.map((node) => (node.type === 'text' ? node.value : '?')));
      expect(text.map((parts) => parts.join(''))).toEqual(cues.map(({ lines }) => lines.join('\n')));
    });
  });

  it('in tab-separated values is the times and texts of all segments', () => {
    check((file) => {
      const rows = parseTable<Row>(formatTranscript(file, 'tsv'), { delimiter: '\t', quote: false, columns: true });
      const { segments } = file.transcript;
      expect(rows.map((row) => [row.start, row.end].map(Number))).toEqual(
        segments.map(({ startSeconds, endSeconds }) =>
          [startSeconds, endSeconds].map((time) => Math.round(time * 1000)),
        ),
      );
      expect(rows.map((row) => lettersOf([row.text]))).toEqual(segments.map(({ text }) => lettersOf([text])));
    });
  });

  it('in JSON is the text as it is, and keeps to the published schema, which describes every field', () => {
    const isValid = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(closed(schema));
    check((file) => {
      const record = JSON.parse(formatTranscript(file, 'json')) as { text: string; segments: { text: string }[] };
      expect([isValid(record), isValid.errors]).toEqual([true, null]);
      expect(record.text).toBe(file.transcript.text);
      expect(record.segments.map(({ text }) => text)).toEqual(file.transcript.segments.map(({ text }) => text));
    });
  });
});

interface Row {
  readonly start: string;
  readonly end: string;
  readonly text: string;
}

function check(predicate: (file: typeof spoken) => void): void {
  fc.assert(fc.property(anyFile, predicate as never), { numRuns: 100 });
}

function cuesOf({ transcript, durationSeconds }: typeof spoken) {
  return planCues(transcript.segments, durationSeconds);
}

/** The schema with no field allowed that it does not describe. */
function closed(part: unknown): object {
  return JSON.parse(JSON.stringify(part), (_, value: unknown) =>
    value instanceof Object && 'properties' in value ? Object.assign(value, { additionalProperties: false }) : value,
  ) as object;
}
