import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeTranscript } from '../../src/output/transcript-files.ts';
import { transcribedFile } from './example-run.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'transcripts-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('writeTranscript', () => {
  it('writes the text with a newline, and segments as JSON', async () => {
    const paths = await writeTranscript(transcribedFile('sub/a.wav'), {
      folder,
      name: 'sub/a',
      formats: ['txt', 'json'],
    });
    const [text = '', json = ''] = paths;
    expect(paths).toEqual([join(folder, 'sub/a.transcript.txt'), join(folder, 'sub/a.transcript.json')]);
    expect(readFileSync(text, 'utf8')).toBe('Ask not.\n');
    expect(JSON.parse(readFileSync(json, 'utf8'))).toEqual({
      schema_version: 1,
      file: 'sub/a.wav',
      duration_s: 10,
      text: 'Ask not.',
      segments: [{ start_s: 0, end_s: 10, text: 'Ask not.' }],
      windows: [{ start_s: 0, end_s: 10, overlap_s: 0 }],
    });
  });

  it('writes nothing when no format is asked for', async () => {
    expect(await writeTranscript(transcribedFile('a.wav'), { folder, name: 'a', formats: [] })).toEqual([]);
  });
});
