import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIGURE_KEYS, figuresRecord, readFigures } from '../../src/bench/point-run-record.ts';
import { pointFigures, exampleBoundShare as boundShare } from './example-sweep.ts';

describe('figuresRecord', () => {
  it('names every figure in snake_case with its unit', () => {
    expect(figuresRecord(pointFigures({ cgroupPeakBytes: 3, boundShare }))).toEqual({
      throughput_audio_s_per_s: 10,
      rtf: 0.1,
      latency_p50_s: 1,
      latency_p90_s: 1.5,
      latency_p95_s: 1.75,
      latency_max_s: 2,
      cpu_s_per_audio_s: 0.2,
      peak_rss_bytes: 734_003_200,
      model_load_s: 0.5,
      wall_s: 2.25,
      preprocess_s: 0.125,
      encoder_s: 0.75,
      decoder_s: 0.625,
      queue_s: 0.25,
      decode_s: 0.0625,
      cgroup_peak_bytes: 3,
      bound_share: {
        encoder: 0.5,
        decoder: 0.25,
        total: 0.4,
        encoder_bound_by: 'compute',
        decoder_bound_by: 'bandwidth',
        bound_by: 'bandwidth',
      },
    });
  });
});

describe('readFigures', () => {
  it.each([[pointFigures()], [pointFigures({ cgroupPeakBytes: 3, boundShare })]])(
    'reads what was written',
    (figures) => {
      expect(readFigures(JSON.parse(JSON.stringify(figuresRecord(figures))))).toEqual(figures);
    },
  );

  it('takes no record that lacks a figure', () => {
    for (const key of FIGURE_KEYS) {
      expect(readFigures({ ...figuresRecord(pointFigures()), [key]: null })).toBeUndefined();
    }
  });

  it('takes nothing else for figures', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => readFigures(value) === undefined));
  });

  it('passes over a share of the roofline that is not whole', () => {
    const record = { ...figuresRecord(pointFigures()), bound_share: { encoder: null } };
    expect(readFigures(record)).toEqual(pointFigures());
  });
});
