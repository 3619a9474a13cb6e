import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTranscriptKeeper } from '../../src/cli/transcript-keeper.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { transcribedFile } from '../output/example-run.ts';

const files = ['a.wav', 'b.wav'].map((name) => transcribedFile(name));
const going = new AbortController().signal;

function open() {
  const folder = temporaryFolder();
  const keeper = createTranscriptKeeper({ folder, formats: ['txt'] });
  keeper.plan(files.map(({ source }) => source));
  return { folder, keeper };
}

describe('createTranscriptKeeper', () => {
  it('writes transcripts of the files that were planned', async () => {
    const { folder, keeper } = open();
    expect(keeper.paths()).toEqual([join(folder, 'a.transcript.txt'), join(folder, 'b.transcript.txt')]);
    await keeper.keep(files[0]!);
    expect(readFileSync(join(folder, 'a.transcript.txt'), 'utf8')).toBe('Ask not.\n');
    await keeper.keep(transcribedFile('other.wav'));
    expect(existsSync(join(folder, 'other.transcript.txt'))).toBe(false);
  });

  it('puts back what is missing, and fails a file that cannot be put back', async () => {
    const { folder, keeper } = open();
    mkdirSync(join(folder, 'a.transcript.txt'));
    const outcomes = await keeper.putBack(files, going);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['failed', 'transcribed']);
    expect(outcomes[0]).toMatchObject({ error: { code: 'OUTPUT_REFUSED' } });
    expect(existsSync(join(folder, 'b.transcript.txt'))).toBe(true);
  });

  it('puts nothing back once the run is stopped', async () => {
    const { folder, keeper } = open();
    expect(await keeper.putBack(files, AbortSignal.abort())).toEqual(files);
    expect(existsSync(join(folder, 'a.transcript.txt'))).toBe(false);
  });
});
