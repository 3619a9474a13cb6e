import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeThrown, WhisperBatchError } from '../errors.ts';
import { isRecord } from '../json-file.ts';
import { planTranscriptNames } from '../output/transcript-names.ts';
import type { Segment } from '../stitch/transcript.ts';
import type { TimedTranscript } from './transcript-moments.ts';

/**
 * The `NAME.transcript.json` of some of the files of a run, by file name.
 *
 * @throws WhisperBatchError `USAGE` when one is not there or does not tell where windows meet
 */
export function readTimedTranscripts(
  folder: string,
  runFiles: readonly string[],
  wanted: ReadonlySet<string>,
): Map<string, TimedTranscript> {
  const names = planTranscriptNames(runFiles.map((name) => ({ name, path: name })));
  const files = runFiles.filter((file) => wanted.has(file));
  return new Map(files.map((file) => [file, readOne(join(folder, `${names.get(file) ?? file}.transcript.json`))]));
}

function readOne(path: string): TimedTranscript {
  const document = parse(path);
  const { text, duration_s: durationSeconds, segments, windows } = document;
  if (typeof text !== 'string' || typeof durationSeconds !== 'number') throw withoutJoins(path, 'no `duration_s`');
  if (!Array.isArray(windows)) throw withoutJoins(path, 'no `windows`');
  return {
    durationSeconds,
    transcript: {
      text,
      segments: (Array.isArray(segments) ? segments : []).map((segment) => readSegment(segment, path)),
      windows: windows.map((window) => ({
        startSeconds: numberAt(window, 'start_s', path),
        overlapSeconds: numberAt(window, 'overlap_s', path),
      })),
    },
  };
}

function parse(path: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isRecord(value) ? value : {};
  } catch (error) {
    throw withoutJoins(path, describeThrown(error), { cause: error });
  }
}

function readSegment(value: unknown, path: string): Segment {
  const words: unknown = isRecord(value) ? value['words'] : undefined;
  return {
    text: textAt(value, 'text', path),
    startSeconds: numberAt(value, 'start_s', path),
    endSeconds: numberAt(value, 'end_s', path),
    ...(Array.isArray(words) ? { words: words.map((word) => readWord(word, path)) } : {}),
  };
}

function readWord(value: unknown, path: string): NonNullable<Segment['words']>[number] {
  const text = isRecord(value) && typeof value['word'] === 'string' ? value['word'] : textAt(value, 'text', path);
  const [startSeconds, endSeconds] = [numberAt(value, 'start_s', path), numberAt(value, 'end_s', path)];
  return { text, startSeconds, endSeconds, probability: 1 };
}

function numberAt(value: unknown, key: string, path: string): number {
  const found = isRecord(value) ? value[key] : undefined;
  if (typeof found === 'number' && Number.isFinite(found)) return found;
  throw withoutJoins(path, `no \`${key}\` in one of its parts`);
}

function textAt(value: unknown, key: string, path: string): string {
  const found = isRecord(value) ? value[key] : undefined;
  if (typeof found === 'string') return found;
  throw withoutJoins(path, `no \`${key}\` in one of its parts`);
}

function withoutJoins(path: string, found: string, options?: ErrorOptions): WhisperBatchError {
  const message = `Expected a transcript with segments and windows in ${path}, found ${found}.`;
  const remedy = 'Run `whisper-batch eval --seams` without --results, or transcribe anew with --timestamps.';
  return new WhisperBatchError('USAGE', message, remedy, options);
}
