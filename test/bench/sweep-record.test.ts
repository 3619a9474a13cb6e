import { describe, expect, it } from 'vitest';
import { figuresRecord } from '../../src/bench/point-run-record.ts';
import { formatSweepCsv, sweepRecord } from '../../src/bench/sweep-record.ts';
import { exampleSweep } from './example-sweep.ts';

describe('sweepRecord', () => {
  it('holds conditions, points with all their repetitions, and the recommendation', () => {
    const sweep = exampleSweep();
    const record = sweepRecord(sweep);
    expect(record).toMatchObject({
      schema_version: 1,
      started_at: '2026-01-02T03:04:05.000Z',
      configuration: { workers: [1, 2], spinning: ['on'] },
      machine: { cpu_model: 'AMD EPYC 9654 96-Core Processor' },
      cores: 2,
      audio: { n_files: 5, audio_s: 222.27 },
      recommended: 'w1-t2-b8-fp32-spin1',
    });
    expect('roofline' in record).toBe(false);
    const [, second, third] = record['points'] as readonly object[];
    const figures = figuresRecord(sweep.points[1]!.median!);
    expect(second).toEqual({
      id: 'w1-t2-b8-fp32-spin1',
      workers: 1,
      threads: 2,
      batch_size: 8,
      precision: 'fp32',
      allow_spinning: true,
      pareto_best: true,
      recommended: true,
      failure: null,
      median: figures,
      throughput_spread: { min: 18, max: 18.5 },
      repetitions: [figures, figures],
    });
    expect(third).toMatchObject({ median: null, throughput_spread: null, failure: { code: 'WORKER_FAILED' } });
  });

  it('holds what the machine can do at most where that is known', () => {
    const roofline = {
      singleCoreFlopsPerSecond: 1,
      allCoresFlopsPerSecond: 2,
      singleCoreBytesPerSecond: 3,
      allCoresBytesPerSecond: 4,
      cores: 2,
      measuredAt: '2026-01-01T00:00:00.000Z',
    };
    expect(sweepRecord({ ...exampleSweep(), roofline })['roofline']).toEqual({
      single_core_flops_per_s: 1,
      all_cores_flops_per_s: 2,
      single_core_bytes_per_s: 3,
      all_cores_bytes_per_s: 4,
      cores: 2,
      measured_at: '2026-01-01T00:00:00.000Z',
    });
  });
});

describe('formatSweepCsv', () => {
  it('has a row for each point, with empty figures for one that failed', () => {
    const [header, ...rows] = formatSweepCsv(exampleSweep()).trimEnd().split('\n');
    expect(header).toBe(
      'point,workers,threads,batch_size,precision,allow_spinning,throughput_audio_s_per_s,rtf,latency_p50_s,' +
        'latency_p90_s,latency_p95_s,latency_max_s,cpu_s_per_audio_s,peak_rss_bytes,model_load_s,wall_s,preprocess_s,' +
        'encoder_s,decoder_s,queue_s,decode_s,cgroup_peak_bytes,encoder_bound_share,decoder_bound_share,bound_share,' +
        'bound_by,throughput_min,throughput_max,repetitions,' +
        'pareto_best,recommended,error_code,error',
    );
    expect(rows).toEqual([
      'w1-t1-b8-fp32-spin0,1,1,8,fp32,off,9.5,0.1,1,1.5,14.25,2,0.2,943718400,0.5,2.25,0.125,0.75,0.625,0.25,0.0625,' +
        '2147483648,,,,,9,10,1,no,no,,',
      'w1-t2-b8-fp32-spin1,1,2,8,fp32,on,18.25,0.1,1,1.5,8.5,2,0.2,1342177280,0.5,2.25,0.125,0.75,0.625,0.25,0.0625,' +
        ',,,,,18,18.5,2,yes,yes,,',
      'w2-t1-b8-fp32-spin0,2,1,8,fp32,off,,,,,,,,,,,,,,,,,,,,,,,0,no,no,WORKER_FAILED,"It ended, ""badly""."',
    ]);
  });
});
