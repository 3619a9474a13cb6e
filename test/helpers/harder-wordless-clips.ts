import { seededNoise } from './seeded-noise.ts';
import type { WordlessClip } from './wordless-clips.ts';

const RATE_HZ = 16_000;

/**
 * Sound that is more like speech than what {@link wordlessClips} makes, in its rhythm, pitch or spectrum, from 1 to 60 s:
 * 42 clips, from a seed.
 */
export function harderWordlessClips(): WordlessClip[] {
  return [...breaths(), ...rhythms(), ...levels(), ...signals(), ...animals(), ...instruments()];
}

function breaths(): WordlessClip[] {
  return [
    noise('breathing', 20, (n, s) => 0.1 * n.band(600, 2500)(s) * Math.max(0, wave(0.35, s)) ** 2),
    noise('breathing close by', 30, (n, s) => 0.6 * n.band(300, 1800)(s) * Math.abs(wave(0.2, s)) ** 3),
    noise('snoring', 24, (n, s) => 0.5 * n.band(100, 700)(s) * burst(s, 4, 1.6) * (0.5 + 0.5 * wave(38, s))),
    noise('hissing', 6, (n, s) => 0.2 * n.band(4000, 7500)(s) * burst(s, 1.5, 0.7)),
    noise('blowing nose', 3, (n, s) => 0.5 * n.band(200, 1500)(s) * burst(s, 1.4, 0.6)),
  ];
}

/** Syllables follow each other three to five times a second. */
function rhythms(): WordlessClip[] {
  return [
    noise('noise at 4 Hz', 10, (n, s) => 0.3 * n.white(s) * (0.5 + 0.5 * wave(4, s))),
    noise('speech-shaped noise at 3 Hz', 30, (n, s) => 0.6 * n.band(200, 1000)(s) * Math.max(0, wave(3, s))),
    noise('speech-shaped noise at 5 Hz', 60, (n, s) => 0.6 * n.band(150, 2500)(s) * Math.max(0, wave(5, s)) ** 2),
    noise('bands with rhythms of their own', 25, (n, s) => {
      const low = n.band(150, 700)(s) * Math.max(0, wave(3.1, s));
      const middle = n.band(800, 2200)(s) * Math.max(0, wave(4.3, s));
      return 0.5 * (low + middle + n.band(3000, 6000)(s) * Math.max(0, wave(2.3, s)));
    }),
    noise('steps on gravel', 12, (n, s) => 0.5 * n.band(1000, 5000)(s) * fall(s % 0.55, 0.06)),
    noise('typing', 20, (n, s) => 0.4 * n.band(1500, 6000)(s) * fall((s + 0.06 * wave(1.7, s)) % 0.19, 0.012)),
    noise('clapping', 15, (n, s) => claps(n, s, 8)),
    noise('applause of many', 40, (n, s) => claps(n, s, 60)),
    clip('heartbeat', 10, (s) => 0.6 * wave(55, s) * (fall(s % 0.9, 0.06) + 0.6 * fall((s + 0.6) % 0.9, 0.06))),
  ];
}

function levels(): WordlessClip[] {
  return [
    noise('faint noise with clicks', 30, (n, s) => 0.0005 * n.white(s) + (s % 2.3 < 0.001 ? 0.5 : 0)),
    noise(
      'crackle',
      45,
      (n, s) => 0.002 * n.white(s) + (Math.abs(n.white(s)) > 0.9995 ? 0.3 : 0) + 0.001 * wave(50, s),
    ),
    noise('clipped noise', 10, (n, s) => clamp(20 * n.white(s))),
    noise('clipped rumble', 20, (n, s) => clamp(9 * n.band(40, 400)(s))),
    noise('offset with noise', 8, (n, s) => 0.4 + 0.01 * n.white(s)),
    clip('offset that jumps', 5, (s) => (s % 1 < 0.5 ? 0.5 : -0.3)),
    noise('noise that swells', 15, (n, s) => 0.05 * s * n.white(s)),
    noise('one burst', 1, (n, s) => 0.8 * n.band(200, 3000)(s) * burst(s, 1, 0.3)),
    noise('rain', 60, (n, s) => 0.05 * n.white(s) + (Math.abs(n.white(s)) > 0.998 ? 0.4 * n.white(s) : 0)),
  ];
}

function signals(): WordlessClip[] {
  const rows = [697, 770, 852, 941];
  const columns = [1209, 1336, 1477];
  const key = (s: number) => Math.floor(s / 0.2) * 7;
  const morse = '1110111010001011101110001110';
  return [
    clip('telephone keys', 4, (s) =>
      s % 0.2 < 0.1 ? 0.25 * (wave(rows[key(s) % 4]!, s) + wave(columns[key(s) % 3]!, s)) : 0,
    ),
    clip('ringing', 24, (s) => (s % 6 < 2 ? 0.2 * (wave(440, s) + wave(480, s)) : 0)),
    clip('fax', 9, (s) => 0.3 * wave(s % 3 < 0.5 ? 1100 : 2100, s)),
    clip('Morse code', 16, (s) => (morse[Math.floor(s / 0.08) % morse.length] === '1' ? 0.3 * wave(700, s) : 0)),
    clip('alarm clock', 7, (s) => (s % 1 < 0.5 && s % 0.125 < 0.06 ? 0.4 * Math.sign(wave(2000, s)) : 0)),
    clip('computer game', 18, (s) => 0.15 * Math.sign(wave(220 * 2 ** (Math.floor((s * 8) % 5) / 6), s))),
    noise('vacuum cleaner', 35, (n, s) => 0.2 * n.white(s) + 0.2 * harmonics(180, s, 12)),
    noise(
      'radio between stations',
      22,
      (n, s) => 0.2 * n.white(s) + 0.1 * Math.sin(2 * Math.PI * (900 * s + 200 * wave(0.3, s))),
    ),
  ];
}

function animals(): WordlessClip[] {
  const glide = (s: number, from: number, to: number, seconds: number) =>
    Math.sin(2 * Math.PI * (from * s + ((to - from) * s * s) / (2 * seconds)));
  return [
    clip('birds', 14, (s) => 0.3 * glide(s % 0.4, 2500, 4500, 0.25) * burst(s, 0.4, 0.25)),
    clip('barking', 8, (s) => 0.4 * harmonics(420 - 500 * (s % 0.9), s % 0.9, 8) * burst(s, 0.9, 0.18)),
    clip('cuckoo', 11, (s) => 0.3 * wave(s % 2 < 0.4 ? 660 : 550, s) * burst(s, s % 2 < 0.4 ? 2 : 1, 0.4)),
    noise(
      'crickets',
      50,
      (n, s) => 0.1 * wave(4300, s) * Math.max(0, wave(22, s)) * burst(s, 1.1, 0.6) + 0.002 * n.white(s),
    ),
    clip('howling', 13, (s) => 0.3 * Math.sin(2 * Math.PI * (500 * s + 80 * Math.sin(0.9 * s))) * burst(s, 4, 3)),
  ];
}

function instruments(): WordlessClip[] {
  const scale = [0, 2, 4, 7, 9, 12, 9, 7];
  const note = (s: number, perSecond: number) => 220 * 2 ** (scale[Math.floor(s * perSecond) % 8]! / 12);
  const bend = (s: number) => 6 * wave(5.5, s);
  return [
    clip('plucked strings', 30, (s) => 0.4 * fall(s % 0.25, 0.12) * harmonics(note(s, 4), s, 10)),
    clip('flute', 20, (s) => 0.3 * wave(2 * note(s, 2), s) * burst(s, 0.5, 0.45)),
    clip(
      'violin',
      28,
      (s) => 0.2 * Math.sin(2 * Math.PI * 440 * s + bend(s)) + 0.1 * Math.sin(4 * Math.PI * 440 * s + 2 * bend(s)),
    ),
    clip('theremin', 17, (s) => 0.3 * Math.sin(2 * Math.PI * (600 * s + 150 * Math.sin(0.7 * s)) + bend(s))),
    clip('trombone', 9, (s) => 0.2 * harmonics(note(s, 1.5) / 2, s, 14) * burst(s, 0.67, 0.55)),
    clip(
      'accordion',
      60,
      (s) => 0.08 * (harmonics(220, s, 9) + harmonics(277, s, 9) + harmonics(331, s, 9)) * (0.7 + 0.3 * wave(0.8, s)),
    ),
  ];
}

/** Noise of one clip, by the second. */
interface ClipNoise {
  /** Of about ±1. */
  readonly white: (seconds: number) => number;
  /** White noise between two frequencies, about as loud. */
  readonly band: (lowHz: number, highHz: number) => (seconds: number) => number;
}

function clip(kind: string, seconds: number, sampleAt: (seconds: number) => number): WordlessClip {
  const samples = Float32Array.from({ length: seconds * RATE_HZ }, (_, n) => clamp(sampleAt(n / RATE_HZ)));
  return { name: `${kind}, ${String(seconds)} s`, samples };
}

function noise(kind: string, seconds: number, sampleAt: (noise: ClipNoise, seconds: number) => number): WordlessClip {
  const white = seededNoise(seconds * RATE_HZ, 1000 + seconds + kind.length).map((sample) => 4 * sample);
  const bands = new Map<string, Float32Array>();
  const at = (samples: Float32Array) => (s: number) => samples[Math.round(s * RATE_HZ)] ?? 0;
  const band = (lowHz: number, highHz: number) => {
    const key = `${String(lowHz)} ${String(highHz)}`;
    const samples = bands.get(key) ?? bandOf(white, lowHz, highHz);
    bands.set(key, samples);
    return at(samples);
  };
  return clip(kind, seconds, (s) => sampleAt({ white: at(white), band }, s));
}

/** What is below one frequency and above the other, by two filters of the second order, as loud as it was. */
function bandOf(white: Float32Array, lowHz: number, highHz: number): Float32Array {
  const share = (hz: number) => 1 - Math.exp((-2 * Math.PI * hz) / RATE_HZ);
  const [low, high] = [share(lowHz), share(highHz)];
  const state = [0, 0, 0, 0];
  const samples = white.map((sample) => {
    state[0]! += high * (sample - state[0]!);
    state[1]! += high * (state[0]! - state[1]!);
    state[2]! += low * (state[1]! - state[2]!);
    state[3]! += low * (state[1]! - state[2]! - state[3]!);
    return state[1]! - state[2]! - state[3]!;
  });
  const power = (values: Float32Array) => values.reduce((sum, value) => sum + value * value, 0);
  const gain = Math.sqrt(power(white) / power(samples));
  return samples.map((sample) => gain * sample);
}

/** Hands that clap at random, so many times a second. */
function claps(noise: ClipNoise, seconds: number, perSecond: number): number {
  const loudness = Array.from({ length: Math.ceil(perSecond / 4) }, (_, hand) => {
    const period = 0.23 + 0.05 * ((hand * 0.618) % 1);
    return fall((seconds + hand * 0.37) % period, 0.008);
  });
  return noise.band(700, 3500)(seconds) * Math.min(1, loudness.reduce((sum, value) => sum + value, 0) / 2) * 0.6;
}

function wave(frequencyHz: number, seconds: number): number {
  return Math.sin(2 * Math.PI * frequencyHz * seconds);
}

function harmonics(frequencyHz: number, seconds: number, count: number): number {
  let sum = 0;
  for (let harmonic = 1; harmonic <= count; harmonic++) sum += wave(harmonic * frequencyHz, seconds) / harmonic;
  return sum;
}

/** 1 falling to 1/e in `fallSeconds`. */
function fall(seconds: number, fallSeconds: number): number {
  return Math.exp(-seconds / fallSeconds);
}

/** Rises and falls once in every period, for `lasting` seconds; else 0. */
function burst(seconds: number, period: number, lasting: number): number {
  const phase = seconds % period;
  return phase < lasting ? Math.sin((Math.PI * phase) / lasting) : 0;
}

function clamp(sample: number): number {
  return Math.max(-1, Math.min(1, sample));
}
