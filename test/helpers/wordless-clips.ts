import { seededNoise } from './seeded-noise.ts';

/** Sound without a word in it, made from a seed: the same everywhere. */
export interface WordlessClip {
  readonly name: string;
  /** Mono at 16 kHz. */
  readonly samples: Float32Array<ArrayBuffer>;
}

const RATE_HZ = 16_000;

/** Silence, noises, hums, tones, clicks and music of 1 to 60 s: 44 clips. */
export function wordlessClips(): WordlessClip[] {
  return [...noises(), ...tones(), ...events(), ...music()];
}

function noises(): WordlessClip[] {
  return [
    clip('silence', 1, () => 0),
    clip('silence', 30, () => 0),
    clip('silence', 60, () => 0),
    ...[0.001, 0.01, 0.1, 0.5].map((level, n) =>
      noise(`white noise ${String(level)}`, [5, 20, 10, 45][n]!, level, white),
    ),
    ...[0.01, 0.05, 0.3].map((level, n) => noise(`pink noise ${String(level)}`, [3, 15, 40][n]!, level, pink)),
    ...[0.02, 0.3].map((level, n) => noise(`brown noise ${String(level)}`, [8, 60][n]!, level, brown)),
    ...[0.02, 0.2].map((level, n) => noise(`speech-shaped noise ${String(level)}`, [12, 33][n]!, level, speechShaped)),
    noise('swelling wind', 25, 0.2, brown, (s) => 0.5 + 0.5 * Math.sin(2 * Math.PI * 0.15 * s)),
    noise('noise in bursts', 18, 0.3, white, (s) => (s % 1.3 < 0.2 ? 1 : 0.02)),
    noise('surf', 50, 0.25, pink, (s) => Math.sin(Math.PI * 0.1 * s) ** 2),
    noise('applause', 10, 0.4, white, (s) => Math.abs(Math.sin(37 * s) * Math.sin(23.7 * s)) ** 3),
  ];
}

function tones(): WordlessClip[] {
  return [
    clip('hum 50 Hz', 10, (s) => 0.05 * hum(50, s)),
    clip('hum 50 Hz, loud', 60, (s) => 0.3 * hum(50, s)),
    clip('hum 60 Hz', 31, (s) => 0.1 * hum(60, s)),
    clip('tone 440 Hz', 5, (s) => 0.3 * sine(440, s)),
    clip('tone 1 kHz', 30, (s) => 0.5 * sine(1000, s)),
    clip('tone 3 kHz', 2, (s) => 0.1 * sine(3000, s)),
    clip('dial tone', 15, (s) => 0.2 * (sine(350, s) + sine(440, s))),
    clip('busy tone', 20, (s) => (s % 1 < 0.5 ? 0.2 * (sine(480, s) + sine(620, s)) : 0)),
    clip('sweep 50 Hz to 7 kHz', 20, (s) => 0.3 * Math.sin(2 * Math.PI * (50 * s + (6950 * s * s) / 40))),
    clip(
      'chirps',
      12,
      (s) => 0.3 * Math.sin(2 * Math.PI * (400 * (s % 1) + 1000 * (s % 1) ** 2)) * (s % 1 < 0.6 ? 1 : 0),
    ),
    clip('siren', 25, (s) => 0.3 * Math.sin(2 * Math.PI * (900 * s + 300 * Math.sin(0.5 * s)))),
    clip('modem', 8, (s) => 0.2 * sine(1200 + 1000 * (Math.floor(s * 30) % 2), s)),
  ];
}

function events(): WordlessClip[] {
  return [
    clip('clicks', 10, (s) => (s % 0.5 < 0.0005 ? 0.8 : 0)),
    clip('ticking clock', 40, (s) => decay(s, 1, 0.01) * 0.3 * sine(2500, s)),
    noise('knocking', 6, 0.5, brown, (s) => decay(s, 0.8, 0.03)),
    noise('keyboard', 15, 0.2, white, (s) => decay(s + 0.05 * Math.sin(9 * s), 0.17, 0.008)),
    clip('one pulse', 1, (s) => (s > 0.5 && s < 0.51 ? 1 : 0)),
    clip('offset', 5, () => 0.2),
    clip('square wave', 9, (s) => (s % 0.01 < 0.005 ? 0.2 : -0.2)),
    clip('engine', 35, (s) => 0.2 * Math.sign(sine(28, s)) * (1 + 0.3 * sine(3, s))),
  ];
}

function music(): WordlessClip[] {
  const chords = [[60, 64, 67], [57, 60, 64], [53, 57, 60], [55, 59, 62]]; // prettier-ignore
  const chordAt = (s: number) => chords[Math.floor(s / 2) % 4]!;
  const arpeggio = (s: number) => chordAt(s)[Math.floor(s * 4) % 3]!;
  const drums = seededNoise(RATE_HZ, 77);
  const beat = (s: number) =>
    decay(s, 0.5, 0.08) * sine(60, s) + 0.6 * decay(s + 0.25, 0.5, 0.03) * 4 * noiseAt(drums, s);
  return [
    clip('organ chords', 20, (s) => 0.1 * sum(chordAt(s).map((note) => organ(pitch(note), s)))),
    clip('piano arpeggio', 30, (s) => 0.25 * decay(s, 0.25, 0.15) * organ(pitch(arpeggio(s)), s)),
    clip('music box', 12, (s) => 0.3 * decay(s, 0.25, 0.2) * sine(pitch(arpeggio(s) + 24), s)),
    clip('drums', 24, (s) => 0.5 * beat(s)),
    clip(
      'band',
      60,
      (s) =>
        0.3 * beat(s) +
        0.06 * sum(chordAt(s).map((note) => organ(pitch(note), s))) +
        0.1 * sine(pitch(chordAt(s)[0]! - 24), s),
    ),
    clip(
      'strings',
      40,
      (s) => 0.08 * sum(chordAt(s).map((note) => organ(pitch(note) * (1 + 0.003 * sine(5.5, s)), s))),
    ),
  ];
}

function clip(kind: string, seconds: number, sampleAt: (seconds: number) => number): WordlessClip {
  const samples = Float32Array.from({ length: seconds * RATE_HZ }, (_, n) => sampleAt(n / RATE_HZ));
  return { name: `${kind}, ${String(seconds)} s`, samples };
}

// Four parameters are what a noise has: its name, length, level and colour; its shape over time is left out mostly.
function noise(
  kind: string,
  seconds: number,
  ...[level, colour, shape = () => 1]: [number, (white: Float32Array) => Float32Array, ((seconds: number) => number)?]
): WordlessClip {
  const samples = colour(seededNoise(seconds * RATE_HZ, seconds + 1));
  const power = samples.reduce((total, sample) => total + sample * sample, 0) / samples.length;
  const gain = level / Math.sqrt(power) / 2;
  return clip(kind, seconds, (s) => Math.max(-1, Math.min(1, gain * shape(s) * samples[Math.round(s * RATE_HZ)]!)));
}

function white(samples: Float32Array): Float32Array {
  return samples;
}

function brown(samples: Float32Array): Float32Array {
  let level = 0;
  return samples.map((sample) => (level = 0.995 * level + sample));
}

/** Three leaky sums of different speed fall by about 3 dB an octave together. */
function pink(samples: Float32Array): Float32Array {
  const levels = [0, 0, 0];
  const leaks = [0.997, 0.963, 0.57];
  const gains = [0.099, 0.296, 1.05];
  return samples.map((sample) => {
    for (const [n, leak] of leaks.entries()) levels[n] = leak * levels[n]! + gains[n]! * sample;
    return sum(levels) + 0.18 * sample;
  });
}

/** Most of its power lies between 200 and 1000 Hz, like that of a crowd far away. */
function speechShaped(samples: Float32Array): Float32Array {
  let [low, lower] = [0, 0];
  return samples.map((sample) => {
    low += 0.3 * (sample - low);
    lower += 0.05 * (low - lower);
    return low - lower;
  });
}

function noiseAt(samples: Float32Array, seconds: number): number {
  return samples[Math.round(seconds * RATE_HZ) % samples.length]!;
}

function sine(frequencyHz: number, seconds: number): number {
  return Math.sin(2 * Math.PI * frequencyHz * seconds);
}

function hum(frequencyHz: number, seconds: number): number {
  return sum([1, 2, 3, 5, 7].map((harmonic) => sine(harmonic * frequencyHz, seconds) / harmonic));
}

function organ(frequencyHz: number, seconds: number): number {
  return sum([1, 2, 3, 4].map((harmonic) => sine(harmonic * frequencyHz, seconds) / harmonic ** 1.5));
}

/** 1 at every multiple of `period`, falling to 1/e in `fall` seconds. */
function decay(seconds: number, period: number, fall: number): number {
  return Math.exp(-(seconds % period) / fall);
}

function pitch(note: number): number {
  return 440 * 2 ** ((note - 69) / 12);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
