import { closeSync, fstatSync } from 'node:fs';
import { isatty } from 'node:tty';

const STANDARD_STREAMS: readonly number[] = [0, 1, 2];

/**
 * Closes standard streams whose terminal was closed; the last thing that a process does. Node gives terminals their
 * settings back at its end, and aborts with status 134 where one of them is gone.
 */
export function closeLostTerminals(descriptors = STANDARD_STREAMS): void {
  for (const descriptor of descriptors) {
    if (isLost(descriptor)) closeSync(descriptor);
  }
}

// Such a terminal is still a device, but answers no more questions. `/dev/null` is the same, and nothing is lost with it.
function isLost(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice() && !isatty(descriptor);
  } catch {
    // Closed from the beginning.
    return false;
  }
}
