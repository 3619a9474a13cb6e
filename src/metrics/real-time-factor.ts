/** Processing seconds per second of audio, lower is faster; `null` for no audio. */
export function realTimeFactor(processingSeconds: number, audioSeconds: number): number | null {
  return audioSeconds > 0 ? processingSeconds / audioSeconds : null;
}

/** Seconds of audio finished per second of wall time, higher is faster; `null` when no time passed. */
export function throughput(audioSeconds: number, wallSeconds: number): number | null {
  return wallSeconds > 0 ? audioSeconds / wallSeconds : null;
}
