import { describe, expect, it } from 'vitest';
import { comparisonCsv, comparisonJson } from '../../src/bench/compare-record.ts';
import { exampleComparison } from './example-results.ts';

describe('comparisonCsv', () => {
  it('has a row for each program, with empty fields where nothing is known', () => {
    expect(comparisonCsv(exampleComparison({ references: undefined }))).toBe(
      'program,folder,common_files,latency_median_s,latency_p95_s,rtf_median,rtf_p95,throughput_audio_s_per_s,' +
        'speed_up,latency_speed_up,peak_memory_bytes,wer,substitutions,deletions,insertions,reference_words,cer,' +
        'wer_from_baseline,cer_from_baseline,settings,cpu_model\n' +
        'ours,results/ours,2,0.5,0.5,0.05,0.05,20,1,1,1073741824,,,,,,,,,"2 × 1 threads, batches of 8, fp32",Test CPU\n' +
        `theirs,results/theirs,2,1,1,0.1,0.1,10,0.5,0.5,1073741824,,,,,,,${1 / 9},0.1,"2 × 1 threads, batches of 8, fp32",Test CPU\n`,
    );
  });
});

describe('comparisonJson', () => {
  it('is one document with the same figures, all pairs and the differing words', () => {
    expect(JSON.parse(comparisonJson(exampleComparison()))).toMatchObject({
      schema_version: 1,
      baseline: 'ours',
      normalizers: ['english'],
      references: 'references.tsv',
      common_files: ['a.wav', 'b.wav'],
      partial_files: [],
      files_without_reference: ['b.wav'],
      programs: [
        { program: 'ours', wer: 0, cer: 0, deletions: 0, reference_words: 7, wer_from_baseline: null },
        { program: 'theirs', wer: 1 / 7, cer: 4 / 32, deletions: 1, reference_words: 7, wer_from_baseline: 1 / 9 },
      ],
      pairs: [
        { reference: 'ours', heard: 'theirs', wer: 1 / 9, deletions: 1, cer: 0.1 },
        { reference: 'theirs', heard: 'ours', wer: 1 / 8, insertions: 1 },
      ],
      differences: [{ file: 'a.wav', program: 'theirs', diff: 'ask [-not-] what your country can …' }],
    });
  });
});
