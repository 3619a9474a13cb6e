import { spawnSync } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { chmodSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WhisperBatchError } from '../../src/errors.ts';
import { decodeAudio } from '../../src/audio/decode-audio.ts';
import { decodeWithFfmpeg } from '../../src/audio/ffmpeg.ts';
import { pathText } from '../../src/audio/path-bytes.ts';
import { areSame, collectSound, fixturePath, float32Bytes, sine, temporaryFolder, waveBytes } from './recordings.ts';

const { folder, write } = temporaryFolder();
const failure = new WhisperBatchError('AUDIO_UNSUPPORTED', 'No known format.', 'Convert the file.');
const tone = sine(440, 0.5);
const wave = waveBytes({ data: float32Bytes(tone), tag: 3, bits: 32, dataBytes: 0xffff_ffff, riffBytes: 0xffff_ffff });

/** Puts a program named ffmpeg, written in JavaScript, first on the PATH. */
function installFakeFfmpeg(body: string): void {
  const path = join(folder, 'ffmpeg');
  writeFileSync(path, `#!${process.execPath}\nconst fs = require('node:fs');\n${body}\n`);
  chmodSync(path, 0o755);
  vi.stubEnv('PATH', folder);
}

afterEach(() => vi.unstubAllEnvs());

const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;

describe('decodeWithFfmpeg', () => {
  it.runIf(hasFfmpeg)('decodes with the real program a format that we cannot read', async () => {
    const sound = await collectSound(decodeAudio(fixturePath('sun.au')));
    expect(sound).toMatchObject({ sampleRateHz: 8000, warnings: [] });
    expect(sound.channels).toHaveLength(1);
    expect(sound.channels[0]).toHaveLength(12_000);
  });

  it('decodes what ffmpeg writes', async () => {
    write('tone.wav', wave);
    installFakeFfmpeg(`fs.createReadStream('${folder}/tone.wav').pipe(process.stdout)`);
    const sound = await collectSound(decodeWithFfmpeg('/music/tone.xyz', failure));
    expect(areSame(sound.channels[0]!, tone)).toBe(true);
    expect(sound).toMatchObject({ sampleRateHz: 16_000, warnings: [] });
  });

  it('protects names that look like options or addresses, and opens neither networks nor playlists', async () => {
    installFakeFfmpeg(`fs.writeFileSync('${folder}/arguments', process.argv.slice(2).join('\\n')); process.exit(1)`);
    await expect(collectSound(decodeWithFfmpeg('-y http://x', failure))).rejects.toThrow('No known format.');
    const given = readFileSync(join(folder, 'arguments'), 'utf8').split('\n');
    expect(given).toContain('file:-y http://x');
    expect(given).toContain('-nostdin');
    expect(given[given.indexOf('-protocol_whitelist') + 1]).toBe('file');
    expect(given[given.indexOf('-format_whitelist') + 1]!.split(',')).not.toContain('hls');
  });

  it.skipIf(process.platform !== 'linux')('gives ffmpeg a file to seek in whose name is no UTF-8', async () => {
    const path = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from('caf\xe9.xyz', 'latin1')]);
    writeFileSync(path, 'of no known format');
    write('tone.wav', wave);
    installFakeFfmpeg(`
      const input = process.argv[process.argv.indexOf('-i') + 1].replace('file:', '');
      const end = Buffer.alloc(6);
      fs.readSync(fs.openSync(input), end, 0, 6, 12);
      if (end.toString() !== 'format') throw new Error('It is another file.');
      fs.createReadStream('${folder}/tone.wav').pipe(process.stdout);`);
    const sound = await collectSound(decodeAudio(pathText(path)));
    expect(areSame(sound.channels[0]!, tone)).toBe(true);
    expect(sound.warnings).toEqual([]);
  });

  it.runIf(hasFfmpeg && process.platform === 'linux')('decodes such a file with the real program', async () => {
    const path = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from('s\xf8l.au', 'latin1')]);
    copyFileSync(fixturePath('sun.au'), path);
    const sound = await collectSound(decodeAudio(pathText(path)));
    expect(sound).toMatchObject({ sampleRateHz: 8000, warnings: [] });
    expect(sound.channels[0]).toHaveLength(12_000);
  });

  it('says both reasons when ffmpeg cannot read the file either', async () => {
    installFakeFfmpeg(`console.error('noise\\nfile:/a.xyz: Invalid data found.'); process.exit(1)`);
    await expect(collectSound(decodeWithFfmpeg('/a.xyz', failure))).rejects.toMatchObject({
      code: 'AUDIO_UNSUPPORTED',
      message: 'No known format. ffmpeg could not read it either: Invalid data found.',
      remedy: 'Convert the file.',
      cause: failure,
    });
  });

  it('ends an ffmpeg that writes nothing for long', async () => {
    installFakeFfmpeg('setInterval(() => undefined, 1000)');
    const reading = collectSound(decodeWithFfmpeg('/a.xyz', failure, { longestSilenceMs: 300 }));
    await expect(reading).rejects.toThrow(
      'No known format. ffmpeg could not read it either: it wrote nothing for 0.3 s.',
    );
  });

  it('leaves no listener behind, also where there is no ffmpeg', async () => {
    vi.stubEnv('PATH', join(folder, 'nothing'));
    const { signal } = new AbortController();
    for (let file = 0; file < 3; file++) {
      await expect(collectSound(decodeWithFfmpeg('/a.xyz', failure, { signal }))).rejects.toThrow(
        'No ffmpeg was found',
      );
    }
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('waits for no program that an ffmpeg leaves behind', async () => {
    installFakeFfmpeg(
      `require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => undefined, 20000)'], { stdio: 'inherit' })`,
    );
    const started = performance.now();
    const reading = collectSound(decodeWithFfmpeg('/a.xyz', failure, { longestSilenceMs: 1000 }));
    await expect(reading).rejects.toThrow('it wrote nothing for 1 s');
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  it('ends with the run', async () => {
    installFakeFfmpeg('setInterval(() => undefined, 1000)');
    const stop = new AbortController();
    const reading = collectSound(decodeWithFfmpeg('/a.xyz', failure, { signal: stop.signal }));
    stop.abort();
    await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('says so when ffmpeg gives no reason', async () => {
    installFakeFfmpeg('process.exit(1)');
    await expect(collectSound(decodeWithFfmpeg('/a.xyz', failure))).rejects.toThrow(
      'No known format. ffmpeg could not read it either: it wrote no sound and no message.',
    );
  });

  it('keeps what was decoded when ffmpeg fails on the way, and says so', async () => {
    write('tone.wav', wave);
    installFakeFfmpeg(`process.stdout.write(fs.readFileSync('${folder}/tone.wav'), () => {
      console.error('Input/output error.');
      process.exitCode = 1;
    })`);
    const sound = await collectSound(decodeWithFfmpeg('/a.xyz', failure));
    expect(sound.channels[0]).toHaveLength(tone.length);
    expect(sound.warnings).toEqual(['ffmpeg stopped early: Input/output error.']);
  });

  it('says that it is missing where there is none', async () => {
    vi.stubEnv('PATH', '/nowhere');
    await expect(collectSound(decodeWithFfmpeg('/a.xyz', failure))).rejects.toMatchObject({
      code: 'AUDIO_UNSUPPORTED',
      message: 'No known format. No ffmpeg was found on the PATH, which would be tried next.',
      remedy: 'Install ffmpeg, or convert the file to WAV or FLAC elsewhere.',
    });
  });

  it('ends ffmpeg when the reader stops early', async () => {
    write('tone.wav', wave);
    const pidFile = join(folder, 'pid');
    installFakeFfmpeg(`fs.writeFileSync('${pidFile}', String(process.pid));
      process.stdout.write(fs.readFileSync('${folder}/tone.wav'));
      setTimeout(() => undefined, 60_000)`);
    const blocks = decodeWithFfmpeg('/a.xyz', failure);
    expect((await blocks.next()).done).toBe(false);
    const pid = Number(readFileSync(pidFile, 'utf8'));
    expect(isRunning(pid)).toBe(true);
    await blocks.return([]);
    await expect.poll(() => isRunning(pid), { timeout: 20_000 }).toBe(false);
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
