import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HashedFile } from '../graph/checkpoint-hashes.ts';
import { compiledSources, GRAPH_VERSION } from '../graph/compiled-cache.ts';
import { hashExport } from '../graph/exported-hashes.ts';
import { onnxRuntimeVersion } from '../graph/onnx-session.ts';
import { unreadableFile } from '../model-errors.ts';
import { packageVersion } from '../package-root.ts';
import type { ResolvedSettings, TranscriberConfiguration } from './transcriber-settings.ts';

/** Raised whenever outcomes change their form or the same audio may get another text, so that those of before are not taken over. */
const OUTCOME_VERSION = 10;

/** Settings that say how fast a text is made and not what it is; paths, because what lies there is looked at. */
const WITHOUT_EFFECT_ON_TEXT: ReadonlySet<string> = new Set<keyof TranscriberConfiguration>([
  'workers',
  'threads',
  'coreBudget',
  'interOp',
  'batchSize',
  'allowSpinning',
  'profile',
  'memory',
  'cpuMemArena',
  'memPattern',
  'modelFolder',
  'tokenizerJson',
]);

/**
 * A text that is the same for two runs that give the same transcripts of the same audio: same model by content, same
 * versions, and the same settings, those of speed apart. Settings that are new count by default.
 *
 * @param compiledFolder the graphs in use, made from files whose hashes are known; `undefined` for ONNX exports
 * @throws WhisperBatchError `MODEL_DAMAGED` when a file of the model cannot be read or is not the published one
 */
export async function runKey(
  { model, configuration, plan, request }: Pick<ResolvedSettings, 'model' | 'configuration' | 'plan' | 'request'>,
  compiledFolder: string | undefined,
): Promise<string> {
  const options = Object.entries(configuration).filter(([name]) => !WITHOUT_EFFECT_ON_TEXT.has(name));
  const parts = {
    outcomes: OUTCOME_VERSION,
    versions: [packageVersion(), onnxRuntimeVersion(), GRAPH_VERSION],
    options: options.toSorted(([left], [right]) => (left < right ? -1 : 1)),
    plan,
    request,
    weights: nameAndHash(compiledFolder === undefined ? await hashExport(model.path) : compiledSources(compiledFolder)),
    companions: await Promise.all([join(model.path, 'generation_config.json'), model.tokenizerPath].map(hashFile)),
  };
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

function nameAndHash(files: readonly HashedFile[]): readonly (readonly string[])[] {
  return files.map(({ name, sha256 }) => [name, sha256]);
}

async function hashFile(path: string): Promise<string> {
  const content = await readFile(path).catch((error: unknown) => {
    throw unreadableFile(path, error);
  });
  return createHash('sha256').update(content).digest('hex');
}
