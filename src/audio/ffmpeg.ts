import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { describeThrown, WhisperBatchError } from '../errors.ts';
import type { AudioBlock } from './audio-block.ts';
import { readingCancelled } from './audio-errors.ts';
import { concatBytes } from './byte-arrays.ts';
import { pathForFileSystem } from './path-bytes.ts';
import { decodePcm } from './pcm.ts';
import { readWavHeader } from './wav-header.ts';

/** The header that ffmpeg writes is well below this. */
const HEAD_BYTES = 4096;
const MOST_MESSAGE_CHARACTERS = 2000;
/** One that writes nothing for so long has hung; what it skips it skips at hundreds of times the speed of sound. */
const LONGEST_SILENCE_MS = 60_000;
const LOOK_MS = 1000;

type FfmpegProcess = ChildProcessByStdio<null, Readable, Readable>;
/** Containers that ffmpeg may open; playlists and the like, which name further files, are not among them. */
const CONTAINERS =
  'aac,ac3,adts,aiff,amr,amrnb,amrwb,ape,asf,au,avi,caf,dsf,dts,dtshd,eac3,flac,flv,g722,g723_1,g729,gsm,iff,ircam,' +
  'latm,loas,matroska,mlp,mov,mp3,mpc,mpc8,mpeg,mpegts,nistsphere,nut,ogg,oma,paf,qcp,rm,rso,shn,sox,tak,truehd,tta,' +
  'voc,vqf,w64,wav,wavpack,wsaud,wv,xwma';

/** How ffmpeg gets at the file, and how long it is waited for. */
export interface FfmpegOptions {
  /** The file, open; needed where its name is no UTF-8, which cannot be given to another program. */
  readonly descriptor?: number;
  /** Once it is aborted, ffmpeg is ended. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds in which it has to write something; default a minute. */
  readonly longestSilenceMs?: number;
}

/**
 * Decodes the first audio track of a file with the `ffmpeg` on the PATH, at its own rate and with all its channels.
 * Throws `failure` again, extended by what became of this attempt, when there is no ffmpeg or it yields nothing.
 * Returns what a user should know.
 */
export async function* decodeWithFfmpeg(
  path: string,
  failure: WhisperBatchError,
  { descriptor, signal, longestSilenceMs = LONGEST_SILENCE_MS }: FfmpegOptions = {},
): AsyncGenerator<AudioBlock, readonly string[]> {
  const { url, stdin } = ffmpegInput(path, descriptor);
  const child = spawn('ffmpeg', ffmpegArguments(url), {
    stdio: [stdin, 'pipe', 'pipe'],
    windowsHide: true,
  }) as FfmpegProcess;
  const written = collectMessages(child.stderr, url);
  let isSilent = false;
  const messages = () => (isSilent ? `it wrote nothing for ${String(longestSilenceMs / 1000)} s` : written());
  const forgetSignal = endOnAbort(child, signal);
  const exit = once(child, 'close').then(
    () => undefined,
    (error: unknown) => error,
  );
  let blockCount = 0;
  try {
    const stdout = readUntilSilent(child, longestSilenceMs, () => (isSilent = true));
    for await (const block of decodeStdout(path, stdout)) {
      blockCount++;
      yield block;
    }
    const spawnError = await exit;
    if (signal?.aborted === true) throw readingCancelled();
    if (blockCount === 0) throw extendedFailure(failure, spawnError, messages());
    return child.exitCode === 0 ? [] : [`ffmpeg stopped early: ${messages()}.`];
  } finally {
    forgetSignal();
    endChild(child); // does nothing once it has ended
    await exit;
  }
}

/** Ends it with the run. Not by the option of `spawn`, which leaves a listener behind where there is no ffmpeg. */
function endOnAbort(child: FfmpegProcess, signal: AbortSignal | undefined): () => void {
  if (signal === undefined) return () => undefined;
  const end = () => endChild(child);
  if (signal.aborted) end();
  signal.addEventListener('abort', end);
  return () => signal.removeEventListener('abort', end);
}

/** What it wrote is given up too: it may be a script, of which the program that it started lives on. */
function endChild(child: FfmpegProcess): void {
  child.kill('SIGKILL');
  child.stdout.destroy();
  child.stderr.destroy();
}

/** Where ffmpeg finds the file: as its standard input, which is opened by a name of its own and can be sought in. */
function ffmpegInput(path: string, descriptor: number | undefined) {
  const isText = typeof pathForFileSystem(path) === 'string';
  if (isText || descriptor === undefined) return { url: `file:${path}`, stdin: 'ignore' } as const;
  return { url: 'file:/dev/stdin', stdin: descriptor };
}

function ffmpegArguments(url: string): string[] {
  const input = ['-protocol_whitelist', 'file', '-format_whitelist', CONTAINERS, '-i', url];
  const output = ['-map', '0:a:0', '-map_metadata', '-1', '-c:a', 'pcm_f32le', '-f', 'wav', 'pipe:1'];
  return ['-nostdin', '-hide_banner', '-loglevel', 'error', ...input, ...output];
}

/** The last lines written to stderr, as one line. */
function collectMessages(stderr: Readable, url: string): () => string {
  let text = '';
  stderr.setEncoding('utf8');
  stderr.on('data', (part: string) => (text = (text + part).slice(-MOST_MESSAGE_CHARACTERS)));
  return () => text.trim().split('\n').at(-1)!.replace(`${url}: `, '').replace(/\.$/, '');
}

/** What it writes; ends it when it is waited for too long. Time in which this process was stopped does not count. */
function readUntilSilent(
  child: FfmpegProcess,
  longestSilenceMs: number,
  onSilence: () => void,
): AsyncIterator<Uint8Array, undefined> {
  const stdout = child.stdout[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>;
  const tickMs = Math.min(LOOK_MS, longestSilenceMs / 2);
  return {
    async next() {
      let ticksLeft = Math.ceil(longestSilenceMs / tickMs);
      const timer = setInterval(() => {
        if (--ticksLeft > 0) return;
        clearInterval(timer);
        onSilence();
        endChild(child);
      }, tickMs);
      try {
        return await stdout.next();
      } catch (error) {
        // Its output was closed from this side.
        if (child.killed) return { done: true, value: undefined };
        throw error;
      } finally {
        clearInterval(timer);
      }
    },
  };
}

async function* decodeStdout(
  path: string,
  stdout: AsyncIterator<Uint8Array, undefined>,
): AsyncGenerator<AudioBlock, void> {
  const head = await readHead(stdout);
  if (head.length < 12) return;
  const file = {
    path,
    sizeBytes: Infinity,
    read: (offset: number, length: number) => Promise.resolve(head.subarray(offset, offset + length)),
  };
  const content = await readWavHeader(file);
  if (content.kind !== 'pcm') return;
  yield* decodePcm(remaining(head.subarray(content.extent.firstByte), stdout), content.layout);
}

async function readHead(stdout: AsyncIterator<Uint8Array, undefined>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  while (length < HEAD_BYTES) {
    const next = await stdout.next();
    if (next.done === true) break;
    parts.push(next.value);
    length += next.value.length;
  }
  return concatBytes(parts);
}

async function* remaining(
  first: Uint8Array,
  stdout: AsyncIterator<Uint8Array, undefined>,
): AsyncGenerator<Uint8Array, void> {
  yield first;
  for (let next = await stdout.next(); !next.done; next = await stdout.next()) yield next.value;
}

function extendedFailure(failure: WhisperBatchError, spawnError: unknown, messages: string): WhisperBatchError {
  const { code, message, remedy } = failure;
  if (spawnError === undefined) {
    return new WhisperBatchError(
      code,
      `${message} ffmpeg could not read it either: ${messages || 'it wrote no sound and no message'}.`,
      remedy,
      {
        cause: failure,
      },
    );
  }
  const isMissing = (spawnError as NodeJS.ErrnoException).code === 'ENOENT';
  return new WhisperBatchError(
    code,
    `${message} ${isMissing ? 'No ffmpeg was found on the PATH, which would be tried next' : `ffmpeg could not be started: ${describeThrown(spawnError)}`}.`,
    'Install ffmpeg, or convert the file to WAV or FLAC elsewhere.',
    { cause: failure },
  );
}
