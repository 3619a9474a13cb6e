import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { describeThrown, WhisperBatchError } from '../errors.ts';
import { GRAPH_VERSION } from '../graph/compiled-cache.ts';
import { isRecord } from '../json-file.ts';
import type { MachineDescription } from '../metrics/run-report.ts';
import { writeFilesAtomically } from '../output/atomic-write.ts';
import { formatJson } from '../output/results-files.ts';

/** The split that was measured to be best on a machine. */
export interface MachineProfile {
  readonly workers: number;
  /** ONNX Runtime threads in each worker. */
  readonly threads: number;
  /** Windows decoded together in a worker. */
  readonly batchSize: number;
  readonly allowSpinning: boolean;
}

/** What a profile holds for: after a change of any of these it is not used. */
export interface ProfileKey {
  readonly machine: Pick<MachineDescription, 'cpuModel' | 'onnxRuntimeVersion' | 'whisperBatchVersion'>;
  readonly coreBudget: number;
}

/** What a profile file says about a machine. */
export type ProfileLookup =
  | { readonly kind: 'found'; readonly profile: MachineProfile }
  | { readonly kind: 'none' }
  /** The reason is a clause without a full stop. */
  | { readonly kind: 'damaged'; readonly reason: string };

/** Where the user's profiles lie: `whisper-batch/profile.json` in `$XDG_CONFIG_HOME` or `~/.config`. */
export function profilePath(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const configured = environment['XDG_CONFIG_HOME'] ?? '';
  // As the XDG base directory specification has it: empty and relative paths do not count.
  const folder = isAbsolute(configured) ? configured : join(homedir(), '.config');
  return join(folder, 'whisper-batch', 'profile.json');
}

/** Looks a machine up; whatever is wrong with the file is an answer and never thrown. */
export function findProfile(path: string, key: ProfileKey): ProfileLookup {
  const content = readProfiles(path);
  if (content.kind !== 'read') return content;
  const record = content.records.find((candidate) => hasKey(candidate, key));
  if (record === undefined) return { kind: 'none' };
  const profile = readProfile(record, key.coreBudget);
  return profile ? { kind: 'found', profile } : { kind: 'damaged', reason: 'its split is not one' };
}

/**
 * Saves a machine's profile and keeps those of other machines; a damaged file is replaced.
 *
 * @throws WhisperBatchError `OUTPUT_FAILED`
 */
export async function saveProfile(path: string, key: ProfileKey, profile: MachineProfile): Promise<void> {
  const content = readProfiles(path);
  const others = content.kind === 'read' ? content.records.filter((record) => !hasKey(record, key)) : [];
  const record = {
    ...keyRecord(key),
    workers: profile.workers,
    threads: profile.threads,
    batch_size: profile.batchSize,
    allow_spinning: profile.allowSpinning,
  };
  try {
    await writeFilesAtomically([{ path, text: formatJson({ profiles: [...others, record] }) }]);
  } catch (error) {
    const remedy =
      'Make the folder writable, or set XDG_CONFIG_HOME to another one; the results of the sweep are kept.';
    throw new WhisperBatchError('OUTPUT_FAILED', describeThrown(error), remedy, { cause: error });
  }
}

type Content =
  | { readonly kind: 'read'; readonly records: readonly Record<string, unknown>[] }
  | Exclude<ProfileLookup, { kind: 'found' }>;

function readProfiles(path: string): Content {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
    return isAbsent ? { kind: 'none' } : { kind: 'damaged', reason: 'it cannot be read' };
  }
  const profiles = parseProfiles(text);
  return profiles ? { kind: 'read', records: profiles } : { kind: 'damaged', reason: 'it holds no list of profiles' };
}

function parseProfiles(text: string): readonly Record<string, unknown>[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const profiles = isRecord(value) ? value['profiles'] : undefined;
    return Array.isArray(profiles) && profiles.every(isRecord) ? profiles : undefined;
  } catch {
    // The caller says that it is damaged.
    return undefined;
  }
}

function keyRecord({ machine, coreBudget }: ProfileKey): Readonly<Record<string, string | number>> {
  return {
    cpu_model: machine.cpuModel,
    cores: coreBudget,
    onnx_runtime_version: machine.onnxRuntimeVersion,
    whisper_batch_version: machine.whisperBatchVersion,
    graph_version: GRAPH_VERSION,
  };
}

function hasKey(record: Readonly<Record<string, unknown>>, key: ProfileKey): boolean {
  return Object.entries(keyRecord(key)).every(([name, value]) => record[name] === value);
}

function readProfile(record: Readonly<Record<string, unknown>>, coreBudget: number): MachineProfile | undefined {
  const { workers, threads, batch_size: batchSize, allow_spinning: allowSpinning } = record;
  if (!isCount(workers) || !isCount(threads) || !isCount(batchSize) || typeof allowSpinning !== 'boolean') {
    return undefined;
  }
  return workers * threads <= coreBudget ? { workers, threads, batchSize, allowSpinning } : undefined;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 1;
}
