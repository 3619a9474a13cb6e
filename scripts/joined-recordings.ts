import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { englishNormalizer } from '../src/metrics/normalize-text.ts';
import { wordsOf } from '../src/metrics/text-errors.ts';
import type { SaidWord } from './count-join-errors.ts';
import { joinSpeech, type JoinedSpeech } from './joined-speech.ts';
import { writeWave } from './write-wave.ts';

/** Speech without pauses in a file, and what is said in it. */
export interface JoinedRecording {
  readonly path: string;
  readonly words: readonly SaidWord[];
}

interface Utterance {
  readonly path: string;
  readonly transcript: string;
}

/** Fewer utterances than this in a row are left out. */
const LEAST_UTTERANCES = 5;

/**
 * Writes one recording of each chapter in a folder: its utterances, in order, without the pauses in and between them.
 *
 * @param turn the first utterance; those before it follow the last one
 */
export async function makeRecordings(speech: string, folder: string, turn = 0): Promise<JoinedRecording[]> {
  const recordings: JoinedRecording[] = [];
  for (const [chapter, inOrder] of chaptersOf(speech)) {
    if (inOrder.length < LEAST_UTTERANCES) continue;
    const first = turn % inOrder.length;
    const utterances = [...inOrder.slice(first), ...inOrder.slice(0, first)];
    const joined = await joinSpeech(utterances.map(({ path }) => join(speech, path)));
    const path = join(folder, `${chapter}.wav`);
    writeWave(path, joined.samples);
    recordings.push({ path, words: timeWords(utterances, joined) });
  }
  return recordings;
}

/** LJ Speech and LibriSpeech, from a manifest whose rows have the path first and the transcript last. */
function chaptersOf(speech: string): Map<string, Utterance[]> {
  const chapters = new Map<string, Utterance[]>();
  const lines = readFileSync(join(speech, 'manifest.tsv'), 'utf8').trim().split('\n').slice(1);
  for (const line of lines.toSorted()) {
    const fields = line.split('\t');
    const utterance = { path: fields[0] ?? '', transcript: fields.at(-1) ?? '' };
    const chapter = /(?:^|\/)(LJ\d{3}|\d+-\d+)-\d{4}\.flac$/u.exec(utterance.path)?.[1];
    if (chapter !== undefined) chapters.set(chapter, [...(chapters.get(chapter) ?? []), utterance]);
  }
  return chapters;
}

/** Times by letters, which is close where there are no pauses. */
function timeWords(spoken: readonly Utterance[], { utterances }: JoinedSpeech): SaidWord[] {
  return spoken.flatMap(({ transcript }, index) => {
    const { startSeconds, endSeconds } = utterances[index] ?? { startSeconds: 0, endSeconds: 0 };
    // The normaliser leaves out what stands in brackets, as a remark; here it is said.
    const words = wordsOf(englishNormalizer.normalize(transcript.replaceAll(/[()]/gu, ' ')));
    const letters = words.reduce((sum, { length }) => sum + length + 1, 0);
    let before = 0;
    return words.map((text) => {
      const middle = (before + (text.length + 1) / 2) / letters;
      before += text.length + 1;
      return { text, seconds: startSeconds + middle * (endSeconds - startSeconds) };
    });
  });
}
