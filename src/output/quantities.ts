/** Seconds as a stopwatch shows them, `m:ss` or `h:mm:ss`; tenths below a minute. */
export function formatClock(seconds: number): string {
  const tenths = Math.round(seconds * 10);
  if (tenths < 600) return `0:${(tenths / 10).toFixed(1).padStart(4, '0')}`;
  const whole = Math.round(seconds);
  const minutes = String(Math.floor(whole / 60) % 60);
  const rest = String(whole % 60).padStart(2, '0');
  return whole < 3600
    ? `${minutes}:${rest}`
    : `${String(Math.floor(whole / 3600))}:${minutes.padStart(2, '0')}:${rest}`;
}

/** A figure with so many decimals, one less for each digit from 100 on; `–` for one that could not be measured. */
export function formatFigure(value: number | null, decimals: number): string {
  if (value === null) return '–';
  const surplusDigits = Math.max(0, Math.floor(Math.log10(Math.max(1, Math.abs(value)))) - 1);
  return value.toFixed(Math.max(0, decimals - surplusDigits));
}

/** Bytes in MiB, or in GiB from 1 GiB. */
export function formatBytes(bytes: number): string {
  const mebibytes = bytes / 2 ** 20;
  return mebibytes < 1024 ? `${mebibytes.toFixed(0)} MiB` : `${(mebibytes / 1024).toFixed(2)} GiB`;
}

/** A count with its noun, which takes an `s` for any number but one. */
export function formatCount(count: number, noun: string): string {
  // What Intl does as well, but setting it up takes a hundredth of a second of every run.
  const digits = String(count).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${digits} ${noun}${count === 1 ? '' : 's'}`;
}
