import { execFileSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { transcribeFiles } from '../../src/batch/transcribe-files.ts';
import { int16Bytes, waveBytes } from '../audio/recordings.ts';
import { rejectionOf } from '../helpers/error-of.ts';
import { seededNoise } from '../helpers/seeded-noise.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeTinyCheckpoint } from '../helpers/tiny-checkpoint.ts';

const folder = temporaryFolder();
const modelFolder = temporaryFolder();
writeTinyCheckpoint(modelFolder);
writeFileSync(join(folder, 'good.wav'), waveBytes({ data: int16Bytes(seededNoise(16_000, 7)) }));
writeFileSync(join(folder, 'empty.wav'), '');

describe('transcribeFiles', () => {
  it('opens a model, transcribes what it finds and tells of it', async () => {
    const told: string[] = [];
    const notices: string[] = [];
    const emptyFolder = temporaryFolder();
    const outcomes = await transcribeFiles([folder, emptyFolder], {
      modelFolder,
      vad: false,
      workers: 1,
      threads: 1,
      fileDone: ({ source }) => void told.push(source.name),
      onNotice: (notice) => void notices.push(notice),
    });
    expect(outcomes.map(({ kind, source }) => [source.name, kind])).toEqual([
      ['empty.wav', 'failed'],
      ['good.wav', 'transcribed'],
    ]);
    expect(told.sort()).toEqual(['empty.wav', 'good.wav']);
    expect(notices).toContain(`nothing to transcribe in "${emptyFolder}".`);
  });

  it.skipIf(process.platform === 'win32')('fails for pipes and broken links, without waiting for them', async () => {
    const odd = temporaryFolder();
    execFileSync('mkfifo', [join(odd, 'pipe.wav')]);
    symlinkSync('/nowhere', join(odd, 'link.wav'));
    const outcomes = await transcribeFiles([odd], { modelFolder, vad: false, workers: 1, threads: 1 });
    const pipe = join(odd, 'pipe.wav');
    const link = join(odd, 'link.wav');
    expect(outcomes).toMatchObject([
      {
        kind: 'failed',
        error: {
          code: 'AUDIO_UNREADABLE',
          message: `Could not read "${link}": ENOENT: no such file or directory, open '${link}'.`,
          remedy: 'Check that the file exists and that you may read it.',
        },
      },
      {
        kind: 'failed',
        error: {
          code: 'AUDIO_UNREADABLE',
          message: `Expected a regular file at "${pipe}", found a device, pipe or socket.`,
          remedy: 'Give the path of an audio file.',
        },
      },
    ]);
  });

  it('throws where there is nothing to transcribe', async () => {
    expect((await rejectionOf(transcribeFiles([modelFolder]))).code).toBe('NO_AUDIO_FOUND');
  });
});
