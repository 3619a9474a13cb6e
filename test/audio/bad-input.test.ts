import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readWindows } from '../../src/audio/read-windows.ts';
import { toErrorRecord } from '../../src/errors.ts';
import {
  ABSURD_HEADERS,
  BOMBS,
  BROKEN_CONTAINERS,
  HEADERS_ONLY,
  NO_RECORDINGS,
  ODD_SOUND,
  truncatedRecordings,
  writeSparseAvi,
  writeSparseCaf,
  writeSparseMp4,
  type BadRecordings,
} from '../helpers/bad-recordings.ts';
import { temporaryFolder } from './recordings.ts';

const { folder, write } = temporaryFolder();
const MOST_CPU_SECONDS = 5;
const MOST_MEMORY_BYTES = 256 * 2 ** 20;
const MOST_SECONDS = 600;

// Outcomes must be the same with and without ffmpeg on the machine.
beforeAll(() => vi.stubEnv('PATH', folder));
afterAll(() => vi.unstubAllEnvs());

describe('reading bad input', () => {
  const baselineBytes = peakBytes();

  it.each<readonly [string, BadRecordings]>([
    ['no recordings', NO_RECORDINGS],
    ['headers only', HEADERS_ONLY],
    ['absurd headers', ABSURD_HEADERS],
    ['odd sound', ODD_SOUND],
    ['broken containers', BROKEN_CONTAINERS],
    ['bombs', BOMBS],
    ['truncated recordings', truncatedRecordings()],
  ])('says what is wrong with each of %s, and gives the part that is good', async (what, recordings) => {
    const lines: string[] = [];
    for (const [name, make] of Object.entries(recordings)) {
      lines.push(`${name}: ${await outcomeOf(write(name, make()))}`);
    }
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`../golden/bad-input/${what.replaceAll(' ', '-')}.txt`);
  });

  it.each([
    ['sparse.m4a', writeSparseMp4, '2.0 s'],
    ['sparse.avi', writeSparseAvi, '1.0 s'],
    [
      'sparse.caf',
      writeSparseCaf,
      'AUDIO_INVALID Could not decode "…": it is a CAF file without a data chunk: its other chunks reach to byte ' +
        '1099511627840 of 268435456. No ffmpeg was found on the PATH, which would be tried next. → Install ffmpeg, or ' +
        'convert the file to WAV or FLAC elsewhere.',
    ],
  ])('reads past gigabytes of nothing in %s without holding them', async (name, writeSparse, outcome) => {
    const path = join(folder, name);
    writeSparse(path);
    const sparse = await outcomeOf(path);
    rmSync(path);
    expect(sparse).toBe(outcome);
  });

  it.skipIf(process.platform === 'win32')('refuses what is no file, without waiting for it', async () => {
    const pipe = join(folder, 'pipe.wav');
    vi.unstubAllEnvs();
    execFileSync('mkfifo', [pipe]);
    vi.stubEnv('PATH', folder);
    const socketPath = join(mkdtempSync(join(tmpdir(), 'wb-')), 's.wav');
    const server = createServer().listen(socketPath);
    mkdirSync(join(folder, 'folder.wav'));
    const paths = [pipe, '/dev/zero', '/dev/null', join(folder, 'folder.wav')];
    const outcomes = await Promise.all(paths.map(outcomeOf));
    const found = 'AUDIO_UNREADABLE Expected a regular file at "…", found a';
    const device = `${found} device, pipe or socket. → Give the path of an audio file.`;
    expect(outcomes).toEqual([device, device, device, `${found} folder. → Give the path of an audio file.`]);
    expect(await outcomeOf(socketPath)).toMatch(
      /^AUDIO_UNREADABLE Could not read "…": .+ → Check that the file exists/,
    );
    server.close();
  });

  it.skipIf(process.getuid?.() === 0)(
    'refuses a file that may not be read (not as root, who may read all)',
    async () => {
      const path = write('secret.wav', new Uint8Array(100));
      chmodSync(path, 0);
      expect(await outcomeOf(path)).toMatch(/^AUDIO_UNREADABLE Could not read "…": EACCES/);
    },
  );

  it('took little memory for all of that', () => {
    expect(peakBytes() - baselineBytes).toBeLessThan(MOST_MEMORY_BYTES);
  });
});

/** What comes of one file, on one line, without its path. */
async function outcomeOf(path: string): Promise<string> {
  const before = process.cpuUsage();
  const outcome = await describeReading(path);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1e6).toBeLessThan(MOST_CPU_SECONDS);
  return outcome.replaceAll(path, '…');
}

async function describeReading(path: string): Promise<string> {
  try {
    const reader = readWindows(path, { windowSeconds: 30, overlapSeconds: undefined }, { mostSeconds: MOST_SECONDS });
    for (let next = await reader.next(); ; next = await reader.next()) {
      if (next.done === true) return [`${next.value.durationSeconds.toFixed(1)} s`, ...next.value.warnings].join(' | ');
      expect(next.value.samples.every(Number.isFinite)).toBe(true);
    }
  } catch (error) {
    const { code, message, remedy } = toErrorRecord(error);
    expect(remedy).not.toBe('');
    return `${code} ${message} → ${remedy}`;
  }
}

function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}
