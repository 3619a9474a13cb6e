import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judgeFolder, sourcesOfFolder } from '../../src/bench/judge-folder.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { resultFolder, writeResults } from './example-results.ts';

const references = {
  tablePaths: ['references.tsv'],
  bySource: new Map([
    ['a.wav', { text: 'ask not', language: undefined }],
    ['b.wav', { text: '东京', language: 'zh' }],
  ]),
};

describe('judgeFolder', () => {
  it('judges the texts of a run by the languages known', () => {
    const folder = resultFolder(
      'ours',
      { 'a.wav': 'Ask!', 'b.wav': '东京', 'c.wav': 'more' },
      { failedFiles: ['d.wav'] },
    );
    expect(judgeFolder(folder, references, false)).toMatchObject({
      corpus: { fileCount: 2, words: { deletions: 1, referenceLength: 4 } },
      languages: [
        { language: 'en', normalizer: 'english' },
        { language: 'zh', normalizer: 'basic, letters' },
      ],
      filesWithoutReference: ['c.wav'],
      failedFiles: ['d.wav'],
    });
  });

  it('prefers the language of a file to that of the run, and English words for translations', () => {
    const files = new Map([
      ['a.wav', { file: 'a.wav', durationSeconds: 1, latencySeconds: 1, text: 'x', language: 'fr' }],
    ]);
    const languageOf = (changes: object) =>
      judgeFolder(resultFolder('ours', {}, { files, ...changes }), references, false).languages[0];
    expect(languageOf({})).toMatchObject({ language: 'fr', normalizer: 'basic' });
    expect(languageOf({ task: 'translate' })).toMatchObject({ language: 'fr', normalizer: 'english' });
    const unheard = resultFolder('ours', { 'a.wav': '' }, { language: 'auto' });
    expect(judgeFolder(unheard, references, false).languages[0]).toMatchObject({ language: 'unknown' });
  });

  it('reads joins from the transcripts', () => {
    const path = writeResults(temporaryFolder(), [], {});
    const transcript = {
      text: 'Ask! 东京',
      duration_s: 40,
      segments: [{ start_s: 0, end_s: 40, text: 'Ask! 东京' }],
      windows: [
        { start_s: 0, overlap_s: 0 },
        { start_s: 20, overlap_s: 0 },
      ],
    };
    for (const name of ['a', 'b']) {
      writeFileSync(join(path, 'benchmarks', `${name}.transcript.json`), JSON.stringify(transcript));
    }
    const folder = resultFolder('ours', { 'a.wav': 'Ask!', 'b.wav': '东京' }, { path });
    expect(judgeFolder(folder, references, true).seams).toMatchObject({ joinCount: 2 });
  });
});

describe('sourcesOfFolder', () => {
  it('looks for audio below the folders given and beside the files given', () => {
    const [here, there] = [temporaryFolder(), temporaryFolder()];
    writeFileSync(join(there, 'b.wav'), '');
    const folder = resultFolder('ours', { 'a.wav': 'A', 'b.wav': 'B' }, { failedFiles: ['c.wav'] });
    expect(sourcesOfFolder(folder, [here, join(there, 'any.wav')])).toEqual([
      { name: 'a.wav', path: join(here, 'a.wav') },
      { name: 'b.wav', path: join(there, 'b.wav') },
      { name: 'c.wav', path: join(here, 'c.wav') },
    ]);
  });
});
