import type { RunWork } from './roofline.ts';
import type { RunReport } from './run-report.ts';
import { isTranscribed } from './summarize-run.ts';

/**
 * What a run got through, as the roofline needs it; files that failed count for nothing.
 *
 * Where the decoder's runs were not counted, each is taken to have been full.
 */
export function runWork({ outcomes, configuration, wallSeconds }: RunReport): RunWork {
  const files = outcomes.filter(isTranscribed);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const { batchSize, threads, modelLayout, timestamps } = configuration;
  return {
    windows: sum(files.map(({ windowCount }) => windowCount)),
    audioSeconds: sum(files.map(({ durationSeconds }) => durationSeconds)),
    rowSteps: sum(files.map(({ decoderRows }) => decoderRows)),
    steps: sum(files.map(({ timings, decoderRows }) => timings.decoderSteps ?? decoderRows / batchSize)),
    encodeSeconds: sum(files.map(({ timings }) => timings.encodeSeconds)),
    decoderSeconds: sum(files.map(({ timings }) => timings.decoderSeconds)),
    wallSeconds,
    threads,
    // The rules for timestamps need all logits, and an export knows nothing else.
    projection: modelLayout === 'checkpoint' && !timestamps ? 'screened' : 'full',
  };
}
