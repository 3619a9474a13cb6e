import { describe, expect, it } from 'vitest';
import { summaryRecord } from '../../src/output/summary-record.ts';
import { exampleRoofline, failedFile, fileWithLatency, runReport, transcribedFile } from './example-run.ts';

const oneFile = { min: 2, median: 2, p90: 2, p95: 2, max: 2, mean: 2 };

describe('summaryRecord', () => {
  it('keeps every key of the program before it, with the same meaning', () => {
    const record = summaryRecord(runReport([transcribedFile('a.wav')]));
    expect(record).toMatchObject({
      config_used: {
        intra_op: 1,
        inter_op: 1,
        execution_mode: 'SEQUENTIAL',
        graph_opt: 'ENABLE_ALL',
        cpu_mem_arena: true,
        mem_pattern: true,
        allow_spinning: false,
        num_beams: 1,
      },
      n_files: 1,
      latency_end_to_end_s: oneFile,
      breakdown_s: {
        load_s: { median: 0.125 },
        preprocess_s: { median: 0.0625 },
        model_only_s: { median: 1.5 },
        decode_s: { median: 0.03125 },
      },
      rtf_end_to_end: { median: 0.2 },
      model_id: 'openai/whisper-base',
      onnx_dir: 'whisper-base-with-past',
      language: 'en',
      task: 'transcribe',
      max_new_tokens: 444,
      num_beams: 1,
      tokenizer_json: 'whisper-base-with-past/tokenizer.json',
      timestamps: false,
      word_timestamps: false,
    });
    expect(Object.keys(record['notes'] as object)).toEqual(
      expect.arrayContaining(['longform', 'token_decode', 'percentiles']),
    );
  });

  it('adds the split, the totals and the machine', () => {
    expect(summaryRecord(runReport([fileWithLatency('a', 1), failedFile('b')]))).toMatchObject({
      config_used: { workers: 2, threads: 1, batch_size: 8, cores: 2, chunk_length_s: 30, overlap_s: null },
      n_transcribed: 1,
      n_failed: 1,
      cancelled: false,
      totals: {
        audio_s: 10,
        wall_s: 4,
        throughput_audio_s_per_s: 2.5,
        rtf: 0.4,
        words: 2,
        windows: 1,
        model_load_s: 0.5,
        warmup_s: 1.5,
        cpu_s: 7.5,
        peak_memory_bytes: 943_718_400,
      },
      machine: {
        cpu_model: 'AMD EPYC 9654 96-Core Processor',
        node_version: '20.20.2',
        onnx_runtime_version: '1.30.0',
      },
    });
  });

  it('has null for figures of nothing, never NaN', () => {
    const record = summaryRecord(runReport([failedFile('b')], { wallSeconds: 0 }));
    expect(record['latency_end_to_end_s']).toEqual({
      min: null,
      median: null,
      p90: null,
      p95: null,
      max: null,
      mean: null,
    });
    expect(record['totals']).toMatchObject({ throughput_audio_s_per_s: null, rtf: null });
  });

  it('says when windows overlap by a fixed time', () => {
    const report = runReport([]);
    const { notes, config_used: used } = summaryRecord({
      ...report,
      configuration: { ...report.configuration, overlapSeconds: 5 },
    });
    expect(used).toMatchObject({ overlap_s: 5 });
    expect(notes).toMatchObject({
      longform: 'Windows of at most 30 s, overlapping by 5 s; greedy decoding with a key/value cache.',
    });
  });

  it('names thresholds and context, and counts what they led to', () => {
    const report = runReport([transcribedFile('a.wav')]);
    expect(summaryRecord(report)).toMatchObject({
      prompt: null,
      temperature_fallback: null,
      quality: {
        windows_decoded_again: 0,
        windows_taken_for_silence: 0,
        windows_of_doubtful_text: 0,
        discarded_attempts: 0,
      },
    });
    const configuration = {
      ...report.configuration,
      prompt: 'Glossary',
      hotwords: 'Whisper',
      temperatureFallback: true,
      compressionRatioThreshold: 2.4,
      logProbabilityThreshold: -1,
      noSpeechThreshold: 0.6,
    };
    expect(summaryRecord({ ...report, configuration })).toMatchObject({
      prompt: 'Glossary',
      hotwords: 'Whisper',
      temperature_fallback: true,
      compression_ratio_threshold: 2.4,
      logprob_threshold: -1,
      no_speech_threshold: 0.6,
    });
  });

  it('has a roofline where one was measured, and no key for it elsewhere', () => {
    expect(summaryRecord(runReport([]))).not.toHaveProperty('roofline');
    expect(summaryRecord(runReport([], { roofline: exampleRoofline() }))).toMatchObject({
      roofline: {
        encoder: { bound_s: 3.5, measured_s: 4, share: 0.875, bounded_by: 'compute' },
        decoder: { bound_s: 2, measured_s: 4, share: 0.5, bounded_by: 'bandwidth' },
        run: { bound_s: 2, measured_s: 4, share: 0.5, bounded_by: 'compute' },
        calibration: {
          cores: 2,
          single_core_flops_per_s: 100e9,
          all_cores_flops_per_s: 200e9,
          single_core_bytes_per_s: 20e9,
          all_cores_bytes_per_s: 30e9,
          measured_at: '2026-01-01T00:00:00.000Z',
        },
      },
    });
  });
});
