import { isRecord } from '../json-file.ts';
import type { Resource } from '../metrics/roofline.ts';
import type { JsonRecord } from '../output/summary-record.ts';
import type { BoundShare, PointFigures } from './sweep-result.ts';

/** Where each figure stands on disk: its path in memory and its key, in the order they are written. */
const FIGURES = [
  ['throughput_audio_s_per_s', (figures) => figures.throughputAudioSecondsPerSecond],
  ['rtf', (figures) => figures.realTimeFactor],
  ['latency_p50_s', ({ latencySeconds }) => latencySeconds.p50],
  ['latency_p90_s', ({ latencySeconds }) => latencySeconds.p90],
  ['latency_p95_s', ({ latencySeconds }) => latencySeconds.p95],
  ['latency_max_s', ({ latencySeconds }) => latencySeconds.max],
  ['cpu_s_per_audio_s', (figures) => figures.cpuSecondsPerAudioSecond],
  ['peak_rss_bytes', (figures) => figures.peakRssBytes],
  ['model_load_s', (figures) => figures.modelLoadSeconds],
  ['wall_s', (figures) => figures.wallSeconds],
  ['preprocess_s', ({ stageSeconds }) => stageSeconds.preprocess],
  ['encoder_s', ({ stageSeconds }) => stageSeconds.encode],
  ['decoder_s', ({ stageSeconds }) => stageSeconds.decoder],
  ['queue_s', ({ stageSeconds }) => stageSeconds.queue],
  ['decode_s', ({ stageSeconds }) => stageSeconds.detokenize],
] as const satisfies readonly (readonly [key: string, figure: (figures: PointFigures) => number])[];

const BOUND_BY_KEYS = ['encoder_bound_by', 'decoder_bound_by', 'bound_by'] as const;

type FigureKey = (typeof FIGURES)[number][0];

/** Keys of the figures that every run has. */
export const FIGURE_KEYS: readonly FigureKey[] = FIGURES.map(([key]) => key);

/** The figures of a run as they stand on disk; reading them again gives the same. */
export function figuresRecord(figures: PointFigures): JsonRecord {
  const { cgroupPeakBytes, boundShare } = figures;
  return {
    ...Object.fromEntries(FIGURES.map(([key, figure]) => [key, figure(figures)])),
    ...(cgroupPeakBytes === undefined ? {} : { cgroup_peak_bytes: cgroupPeakBytes }),
    ...(boundShare === undefined ? {} : { bound_share: boundShareRecord(boundShare) }),
  };
}

/** The figures in a record; `undefined` when one that every run has is missing or no finite number. */
export function readFigures(record: unknown): PointFigures | undefined {
  if (!isRecord(record) || !FIGURE_KEYS.every((key) => Number.isFinite(record[key]))) return undefined;
  const at = (key: FigureKey): number => Number(record[key]);
  const cgroupPeakBytes = record['cgroup_peak_bytes'];
  const boundShare = readBoundShare(record['bound_share']);
  return {
    throughputAudioSecondsPerSecond: at('throughput_audio_s_per_s'),
    realTimeFactor: at('rtf'),
    latencySeconds: {
      p50: at('latency_p50_s'),
      p90: at('latency_p90_s'),
      p95: at('latency_p95_s'),
      max: at('latency_max_s'),
    },
    cpuSecondsPerAudioSecond: at('cpu_s_per_audio_s'),
    peakRssBytes: at('peak_rss_bytes'),
    ...(typeof cgroupPeakBytes === 'number' ? { cgroupPeakBytes } : {}),
    modelLoadSeconds: at('model_load_s'),
    wallSeconds: at('wall_s'),
    stageSeconds: {
      preprocess: at('preprocess_s'),
      encode: at('encoder_s'),
      decoder: at('decoder_s'),
      queue: at('queue_s'),
      detokenize: at('decode_s'),
    },
    ...(boundShare === undefined ? {} : { boundShare }),
  };
}

function boundShareRecord({ encoder, decoder, total, ...bound }: BoundShare): JsonRecord {
  const { encoderBoundBy, decoderBoundBy, boundBy } = bound;
  return {
    encoder,
    decoder,
    total,
    encoder_bound_by: encoderBoundBy,
    decoder_bound_by: decoderBoundBy,
    bound_by: boundBy,
  };
}

function readBoundShare(record: unknown): BoundShare | undefined {
  if (!isRecord(record)) return undefined;
  const { encoder, decoder, total } = record;
  const [encoderBoundBy, decoderBoundBy, boundBy] = BOUND_BY_KEYS.map((key) => readResource(record[key]));
  if (typeof encoder !== 'number' || typeof decoder !== 'number' || typeof total !== 'number') return undefined;
  if (!encoderBoundBy || !decoderBoundBy || !boundBy) return undefined;
  return { encoder, decoder, total, encoderBoundBy, decoderBoundBy, boundBy };
}

function readResource(value: unknown): Resource | undefined {
  return value === 'compute' || value === 'bandwidth' ? value : undefined;
}
