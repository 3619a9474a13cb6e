import type { FailedFile, TranscribedFile } from '../../src/metrics/outcome.ts';
import type { Bound, RunRoofline } from '../../src/metrics/roofline.ts';
import type { RunReport } from '../../src/metrics/run-report.ts';

/** A transcribed file of 10 s that took 2 s, changed where a test needs it. */
export function transcribedFile(name: string, changes: Partial<TranscribedFile> = {}): TranscribedFile {
  const times = { startSeconds: 0, endSeconds: 10 };
  return {
    kind: 'transcribed',
    source: { path: `/audio/${name}`, name },
    durationSeconds: 10,
    skippedSeconds: 0,
    sampleRateHz: 44_100,
    channelCount: 2,
    windowCount: 1,
    decoderRows: 5,
    transcript: {
      text: 'Ask not.',
      segments: [{ ...times, text: 'Ask not.' }],
      windows: [
        {
          ...times,
          overlapSeconds: 0,
          text: 'Ask not.',
          segments: [],
          reachedTokenLimit: false,
          averageLogProbability: -0.25,
        },
      ],
    },
    timings: {
      loadSeconds: 0.125,
      preprocessSeconds: 0.0625,
      encodeSeconds: 1,
      decoderSeconds: 0.5,
      detokenizeSeconds: 0.03125,
      queueSeconds: 0.25,
      endToEndSeconds: 2,
    },
    warnings: [],
    ...changes,
  };
}

/** A transcribed file with another latency. */
export function fileWithLatency(name: string, endToEndSeconds: number): TranscribedFile {
  const file = transcribedFile(name);
  return { ...file, timings: { ...file.timings, endToEndSeconds } };
}

/** A file that could not be read. */
export function failedFile(name: string): FailedFile {
  return {
    kind: 'failed',
    source: { path: `/audio/${name}`, name },
    error: {
      code: 'AUDIO_INVALID',
      message: `Expected audio in ${name}, found text.`,
      remedy: 'Convert it to WAV.',
    },
  };
}

/** A run over some files that took 4 s. */
export function runReport(outcomes: RunReport['outcomes'], changes: Partial<RunReport> = {}): RunReport {
  return {
    configuration: {
      modelFolder: 'whisper-base-with-past',
      modelId: 'openai/whisper-base',
      modelLayout: 'checkpoint',
      precision: 'fp32',
      language: 'en',
      task: 'transcribe',
      maxNewTokens: 444,
      timestamps: false,
      tokenizerJson: 'whisper-base-with-past/tokenizer.json',
      workers: 2,
      threads: 1,
      interOp: 1,
      batchSize: 8,
      coreBudget: 2,
      warmup: 0,
      windowSeconds: 30,
      overlapSeconds: undefined,
      vad: true,
      allowSpinning: false,
      cpuMemArena: true,
      memPattern: true,
    },
    machine: {
      cpuModel: 'AMD EPYC 9654 96-Core Processor',
      logicalCores: 2,
      memoryBytes: 4 * 2 ** 30,
      platform: 'linux x64',
      kernel: 'Linux 6.1.0',
      nodeVersion: '20.20.2',
      onnxRuntimeVersion: '1.30.0',
      whisperBatchVersion: '0.1.0',
    },
    outcomes,
    wallSeconds: 4,
    modelLoadSeconds: 0.5,
    warmupSeconds: 1.5,
    peakMemoryBytes: 900 * 2 ** 20,
    cpuSeconds: 7.5,
    wasCancelled: false,
    ...changes,
  };
}

/** A roofline that a run came half-way to. */
export function exampleRoofline(): RunRoofline {
  const bound: Bound = { boundSeconds: 2, measuredSeconds: 4, share: 0.5, boundedBy: 'compute' };
  return {
    calibration: {
      singleCoreFlopsPerSecond: 100e9,
      allCoresFlopsPerSecond: 200e9,
      singleCoreBytesPerSecond: 20e9,
      allCoresBytesPerSecond: 30e9,
      cores: 2,
      measuredAt: '2026-01-01T00:00:00.000Z',
    },
    encoder: { ...bound, boundSeconds: 3.5, share: 0.875 },
    decoder: { ...bound, boundedBy: 'bandwidth' },
    run: bound,
  };
}
