import { FFT_LENGTH_SAMPLES, HOP_LENGTH_SAMPLES } from '../hyperparameters.ts';
import type { GraphBuilder, Value } from './graph-builder.ts';
import { melFilters } from './mel-filters.ts';

const FREQUENCY_BINS = FFT_LENGTH_SAMPLES / 2 + 1; // 201
const SMALLEST_POWER = 1e-10;
/** Everything quieter than 8 decades (80 dB) below a window's loudest value is raised to that level. */
const DYNAMIC_RANGE_DECADES = 8;

/**
 * Adds the log-mel spectrogram of one window: samples `[1, N]`, N a multiple of 160 → `[1, melBins, N / 160]`.
 *
 * The short-time Fourier transform is a convolution with a Hann-windowed cosine and sine basis; padding,
 * filters and scaling are those of transformers' `WhisperFeatureExtractor`.
 */
export function addLogMel(graph: GraphBuilder, samples: Value, melBins: number): Value {
  const power = addPowerSpectrum(graph, samples);
  const filters = graph.weight('log_mel.filters', [melBins, FREQUENCY_BINS], () => melFilters(melBins));
  const mel = graph.operation('MatMul', [filters, power]);
  const clamped = graph.operation('Max', [mel, graph.float(SMALLEST_POWER)]);
  const decades = graph.operation('Mul', [graph.operation('Log', [clamped]), graph.float(Math.LOG10E)]);
  return addScaling(graph, decades);
}

function addPowerSpectrum(graph: GraphBuilder, samples: Value): Value {
  // Same padding as torch.stft(center=True): reflect by half a transform at both ends.
  const half = FFT_LENGTH_SAMPLES / 2;
  const padded = graph.operation('Pad', [samples, graph.int64([0, half, 0, half])], {
    attributes: { mode: 'reflect' },
  });
  const signal = graph.reshape(padded, [1, 1, -1]);
  const basis = graph.weight('log_mel.basis', [2 * FREQUENCY_BINS, 1, FFT_LENGTH_SAMPLES], windowedFourierBasis);
  const spectrum = graph.operation('Conv', [signal, basis], { attributes: { strides: [HOP_LENGTH_SAMPLES] } });
  const squares = graph.operation('Mul', [spectrum, spectrum]);
  const real = addSlice(graph, squares, 0);
  const imaginary = addSlice(graph, squares, FREQUENCY_BINS);
  return graph.operation('Add', [real, imaginary]);
}

// The last frame is dropped: it lies wholly in the padding, and Whisper counts 3000 of a full window.
function addSlice(graph: GraphBuilder, squares: Value, firstBin: number): Value {
  const starts = graph.int64([firstBin, 0]);
  const ends = graph.int64([firstBin + FREQUENCY_BINS, -1]);
  return graph.operation('Slice', [squares, starts, ends, graph.int64([1, 2])]);
}

function addScaling(graph: GraphBuilder, decades: Value): Value {
  const loudest = graph.operation('ReduceMax', [decades], { attributes: { axes: [1, 2], keepdims: 1 } });
  const floor = graph.operation('Sub', [loudest, graph.float(DYNAMIC_RANGE_DECADES)]);
  const limited = graph.operation('Max', [decades, floor]);
  return graph.operation('Mul', [graph.operation('Add', [limited, graph.float(4)]), graph.float(0.25)]);
}

/** Rows 0–200 cosine, rows 201–401 sine, each 400 samples under a periodic Hann window. */
function windowedFourierBasis(): Float32Array {
  const basis = new Float32Array(2 * FREQUENCY_BINS * FFT_LENGTH_SAMPLES);
  for (let bin = 0; bin < FREQUENCY_BINS; bin++) {
    for (let sample = 0; sample < FFT_LENGTH_SAMPLES; sample++) {
      const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * sample) / FFT_LENGTH_SAMPLES);
      // Reducing bin × sample first keeps the angle small and the cosine exact to the last bit.
      const angle = (2 * Math.PI * ((bin * sample) % FFT_LENGTH_SAMPLES)) / FFT_LENGTH_SAMPLES;
      basis[bin * FFT_LENGTH_SAMPLES + sample] = hann * Math.cos(angle);
      basis[(FREQUENCY_BINS + bin) * FFT_LENGTH_SAMPLES + sample] = hann * Math.sin(angle);
    }
  }
  return basis;
}
