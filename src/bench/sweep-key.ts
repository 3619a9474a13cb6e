import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AudioSource } from '../audio/audio-source.ts';
import { pathForFileSystem } from '../audio/path-bytes.ts';
import { sourceFiles } from '../graph/compiled-cache.ts';
import type { RooflineCalibration } from '../metrics/roofline.ts';
import type { MachineDescription } from '../metrics/run-report.ts';
import type { ModelFolder } from '../model/model-folder.ts';
import type { SweepConfiguration } from './sweep-configuration.ts';

/** Everything besides the point that a repetition's figures depend on. */
export interface SweepConditions {
  readonly configuration: SweepConfiguration;
  readonly coreBudget: number;
  readonly machine: MachineDescription;
  readonly sources: readonly AudioSource[];
  readonly model: ModelFolder;
  /** What shares are counted from. */
  readonly roofline?: RooflineCalibration | undefined;
}

/**
 * A text that is the same for two sweeps whose repetitions may stand beside each other: same audio and model by name,
 * size and time of change, same machine, versions, warm-up and language. The grid may differ.
 */
export async function sweepKey(conditions: SweepConditions): Promise<string> {
  const { configuration, coreBudget, machine, sources, model, roofline } = conditions;
  const modelFiles = model.layout === 'checkpoint' ? sourceFiles(model) : ['config.json'];
  const parts = {
    machine,
    coreBudget,
    language: configuration.language,
    warmup: configuration.warmup,
    calibratedAt: roofline?.measuredAt,
    model: await Promise.all(modelFiles.map((name) => fingerprint(name, join(model.path, name)))),
    modelFolder: model.path,
    audio: await Promise.all(sources.map(fingerprintAudio)),
  };
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/** Also of what cannot be looked at, such as a broken link, which each repetition reports. */
async function fingerprintAudio({ name, path }: AudioSource): Promise<readonly (string | number)[]> {
  return fingerprint(name, pathForFileSystem(path)).catch(() => [name]);
}

async function fingerprint(name: string, path: string | Buffer): Promise<readonly (string | number)[]> {
  const { size, mtimeMs } = await stat(path);
  return [name, size, mtimeMs];
}
