import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundShareOf, type RooflineCalibration, type RunWork } from '../../src/metrics/roofline.ts';
import { decodingWork, encodingWork } from '../../src/metrics/work-model.ts';
import { WHISPER_BASE } from '../helpers/whisper-base.ts';

const calibration: RooflineCalibration = {
  singleCoreFlopsPerSecond: 100e9,
  allCoresFlopsPerSecond: 200e9,
  singleCoreBytesPerSecond: 20e9,
  allCoresBytesPerSecond: 30e9,
  cores: 2,
  measuredAt: '2026-01-01T00:00:00.000Z',
};

const run: RunWork = {
  windows: 10,
  audioSeconds: 300,
  steps: 100,
  rowSteps: 600,
  encodeSeconds: 12,
  decoderSeconds: 4,
  wallSeconds: 9,
  threads: 1,
  projection: 'full',
};

const flops = encodingWork(WHISPER_BASE, { windows: 10, audioSeconds: 300 }).flops;
const { bytes, flops: decoderFlops } = decodingWork(WHISPER_BASE, run, 'full');

describe('boundShareOf', () => {
  it('holds each stage against the threads of one worker', () => {
    const { encoder, decoder } = boundShareOf(run, WHISPER_BASE, calibration);
    expect(encoder).toEqual({
      boundSeconds: flops / 100e9,
      measuredSeconds: 12,
      share: flops / 100e9 / 12,
      boundedBy: 'compute',
    });
    expect(decoder).toEqual({
      boundSeconds: bytes / 20e9,
      measuredSeconds: 4,
      share: bytes / 20e9 / 4,
      boundedBy: 'bandwidth',
    });
  });

  it('gives a worker of several threads no more than all cores have', () => {
    const { encoder, decoder } = boundShareOf({ ...run, threads: 2 }, WHISPER_BASE, calibration);
    expect(encoder.boundSeconds).toBe(flops / 200e9);
    expect(decoder.boundSeconds).toBe(bytes / 30e9);
  });

  it('spreads both stages over all cores to bound the run', () => {
    const bound = boundShareOf(run, WHISPER_BASE, calibration).run;
    expect(bound.boundSeconds).toBeCloseTo((flops / 100e9 + bytes / 20e9) / 2, 12);
    expect(bound).toMatchObject({ measuredSeconds: 9, boundedBy: 'compute' });
  });

  it('bounds a run by the memory that all cores share where that is less', () => {
    const scarce = { ...calibration, allCoresBytesPerSecond: 20e9 };
    const bound = boundShareOf({ ...run, windows: 1, audioSeconds: 30 }, WHISPER_BASE, scarce).run;
    const encoded = encodingWork(WHISPER_BASE, { windows: 1, audioSeconds: 30 });
    expect(bound.boundSeconds).toBe((encoded.bytes + bytes) / 20e9);
    expect(bound.boundedBy).toBe('bandwidth');
  });

  it('finds arithmetic in the way of the decoder where memory is fast enough', () => {
    const fast = { ...calibration, singleCoreBytesPerSecond: 1e15, allCoresBytesPerSecond: 2e15 };
    const { decoder } = boundShareOf(run, WHISPER_BASE, fast);
    expect(decoder).toMatchObject({ boundSeconds: decoderFlops / 100e9, boundedBy: 'compute' });
  });

  it('takes what all cores do as evidence of what one can do, and the reverse', () => {
    const noisy = { ...calibration, singleCoreFlopsPerSecond: 80e9, allCoresBytesPerSecond: 10e9 };
    const { encoder, decoder } = boundShareOf(run, WHISPER_BASE, noisy);
    expect(encoder.boundSeconds).toBe(flops / 100e9);
    expect(decoder.boundSeconds).toBe(bytes / 20e9);
  });

  it('has no share of a time that was not measured', () => {
    const nothing = { ...run, encodeSeconds: 0, decoderSeconds: 0, wallSeconds: 0 };
    const { encoder, decoder, run: whole } = boundShareOf(nothing, WHISPER_BASE, calibration);
    expect([encoder.share, decoder.share, whole.share]).toEqual([null, null, null]);
  });

  it('never asks a run for less than either resource needs on all cores', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 50_000 }), (windows, rowSteps) => {
        const work = { ...run, windows, rowSteps, steps: rowSteps / 8 };
        const { boundSeconds } = boundShareOf(work, WHISPER_BASE, calibration).run;
        const [encoding, decoding] = [encodingWork(WHISPER_BASE, work), decodingWork(WHISPER_BASE, work, 'full')];
        expect(boundSeconds).toBeGreaterThanOrEqual(((encoding.flops + decoding.flops) / 200e9) * (1 - 1e-12));
        expect(boundSeconds).toBeGreaterThanOrEqual(((encoding.bytes + decoding.bytes) / 30e9) * (1 - 1e-12));
      }),
    );
  });
});
