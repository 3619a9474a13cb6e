import type { AudioSource } from '../audio/audio-source.ts';
import { toErrorRecord } from '../errors.ts';
import type { FailedFile } from '../metrics/outcome.ts';

/**
 * The failed outcome of a file whose transcript cannot be written where it belongs, although those of others can: its
 * name is too long for the file system, or something else stands in its place.
 *
 * @throws the error itself when it concerns more than this file
 */
export function refusedOutcome(source: AudioSource, error: unknown): FailedFile {
  const record = toErrorRecord(error);
  if (record.code !== 'OUTPUT_REFUSED') throw error;
  return { kind: 'failed', source, error: record };
}
