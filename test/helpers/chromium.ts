import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The browser to test pages in: `CHROMIUM_PATH`, or where Debian puts it; `undefined` when there is none. */
export const chromiumPath = [process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'].find((path) => existsSync(path));

/** Starts the browser without a window, with a profile of its own that is gone when it is closed. */
export function startChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, headless: true, args: QUIET });
}
