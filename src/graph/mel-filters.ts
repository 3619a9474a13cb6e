import { FFT_LENGTH_SAMPLES, SAMPLE_RATE_HZ } from '../hyperparameters.ts';

const FREQUENCY_BINS = FFT_LENGTH_SAMPLES / 2 + 1; // 201
/** Slaney's Auditory Toolbox scale: linear to 1 kHz, logarithmic above. */
const LINEAR_HZ_PER_MEL = 200 / 3;
const LOG_START_HZ = 1000;
const LOG_START_MEL = LOG_START_HZ / LINEAR_HZ_PER_MEL; // 15
const LOG_STEP = Math.log(6.4) / 27;

/**
 * Triangular mel filters of equal area (Slaney normalisation) from 0 Hz to the Nyquist frequency,
 * row-major `melBins × 201`, as librosa and transformers' `mel_filter_bank` define them.
 */
export function melFilters(melBins: number): Float32Array {
  const filters = new Float32Array(melBins * FREQUENCY_BINS);
  const edgesHz = melEdgesHz(melBins);
  for (let mel = 0; mel < melBins; mel++) {
    const [lower, centre, upper] = edgesHz.slice(mel, mel + 3) as [number, number, number];
    const area = 2 / (upper - lower);
    for (let bin = 0; bin < FREQUENCY_BINS; bin++) {
      const hz = (bin * SAMPLE_RATE_HZ) / FFT_LENGTH_SAMPLES;
      const height = Math.min((hz - lower) / (centre - lower), (upper - hz) / (upper - centre));
      filters[mel * FREQUENCY_BINS + bin] = Math.max(0, height) * area;
    }
  }
  return filters;
}

// melBins + 2 points, equally spaced on the mel scale: lower edge, centres, upper edge.
function melEdgesHz(melBins: number): number[] {
  const highest = hzToMel(SAMPLE_RATE_HZ / 2);
  return Array.from({ length: melBins + 2 }, (_, index) => melToHz((highest * index) / (melBins + 1)));
}

function hzToMel(hz: number): number {
  return hz < LOG_START_HZ ? hz / LINEAR_HZ_PER_MEL : LOG_START_MEL + Math.log(hz / LOG_START_HZ) / LOG_STEP;
}

function melToHz(mel: number): number {
  return mel < LOG_START_MEL ? mel * LINEAR_HZ_PER_MEL : LOG_START_HZ * Math.exp((mel - LOG_START_MEL) * LOG_STEP);
}
