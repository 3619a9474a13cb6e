import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TRANSCRIPT_FORMATS } from '../../src/output/format-transcript.ts';
import { transcriptPath, writeTranscript } from '../../src/output/transcript-files.ts';
import { rejectionOf } from '../helpers/error-of.ts';
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
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({
      file: 'sub/a.wav',
      text: 'Ask not.',
      segments: [{ start_s: 0, end_s: 10, text: 'Ask not.' }],
      windows: [{ start_s: 0, end_s: 10, overlap_s: 0 }],
    });
  });

  it('writes subtitles as they are asked for', async () => {
    const subtitles = { maxLineWidth: 10, maxLineCount: 1 };
    const file = transcribedFile('a.wav');
    const text = 'Ask not what you can do';
    const transcript = { ...file.transcript, segments: [{ startSeconds: 0, endSeconds: 3, text }] };
    const [srt = ''] = await writeTranscript(
      { ...file, transcript },
      { folder, name: 'a', formats: ['srt'], subtitles },
    );
    expect(
      readFileSync(srt, 'utf8')
        .split('\n')
        .filter((line) => /[a-z]/u.test(line)),
    ).toEqual(['Ask not', 'what you', 'can do']);
  });

  it.each([
    ['the name is too long', 'a'.repeat(250), 'the path is too long'],
    ['a folder has its name', 'taken', 'a folder stands in its place'],
    ['a file has the name of its folder', 'file/a', 'a part of that path is a file and not a folder'],
    ['a pipe has its name', 'pipe', 'a device, pipe or socket stands in its place'],
  ])('refuses one file where %s', async (_, name, reason) => {
    await mkdir(join(folder, 'taken.transcript.txt'));
    await writeFile(join(folder, 'file'), '');
    execFileSync('mkfifo', [join(folder, 'pipe.transcript.txt')]);
    const error = await rejectionOf(writeTranscript(transcribedFile('a.wav'), { folder, name, formats: ['txt'] }));
    expect(error).toMatchObject({
      code: 'OUTPUT_REFUSED',
      message: `Expected to write ${join(folder, name)}.transcript.txt, but ${reason}.`,
    });
  });

  it('writes nothing when no format is asked for', async () => {
    expect(await writeTranscript(transcribedFile('a.wav'), { folder, name: 'a', formats: [] })).toEqual([]);
  });
});

describe('transcriptPath', () => {
  it('names subtitles as players look for them', () => {
    const paths = TRANSCRIPT_FORMATS.map((format) => transcriptPath({ folder: 'out', name: 'sub/a' }, format));
    expect(paths).toEqual(
      ['a.transcript.txt', 'a.srt', 'a.vtt', 'a.transcript.tsv', 'a.transcript.json'].map((name) =>
        join('out/sub', name),
      ),
    );
  });
});
