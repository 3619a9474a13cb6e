/**
 * Transcribes sound without speech, with and without speech detection, and fails where detection lets words through:
 *
 *     npm run check:silence
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transcribeFiles } from '../src/index.ts';
import { harderWordlessClips } from '../test/helpers/harder-wordless-clips.ts';
import { wordlessClips } from '../test/helpers/wordless-clips.ts';
import { writeWave } from './write-wave.ts';

/** One clip in thirty may be taken for speech. */
const MOST_WITH_WORDS = 1 / 30;

const folder = mkdtempSync(join(tmpdir(), 'whisper-batch-silence-'));
try {
  const clips = [...wordlessClips(), ...harderWordlessClips()];
  const paths = clips.map(({ name, samples }) => {
    const path = join(folder, `${name}.wav`);
    writeWave(path, samples);
    return path;
  });
  const withDetection = await countClipsWithWords(paths, true);
  await countClipsWithWords(paths, false);
  process.exitCode = withDetection <= clips.length * MOST_WITH_WORDS ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function countClipsWithWords(paths: string[], vad: boolean): Promise<number> {
  const outcomes = await transcribeFiles(paths, { vad });
  const wrong = outcomes.filter((outcome) => outcome.kind === 'failed' || outcome.transcript.text !== '');
  for (const outcome of wrong) {
    const found = outcome.kind === 'failed' ? outcome.error.message : outcome.transcript.text;
    console.log(`  ${outcome.source.name}: ${found.slice(0, 100)}`);
  }
  console.log(`vad ${vad ? 'on' : 'off'}: ${wrong.length} of ${outcomes.length} clips without speech have words`);
  return wrong.length;
}
