import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { discoverAudioFiles } from '../../src/audio/discover-audio.ts';
import { temporaryFolder } from './recordings.ts';

const { folder } = temporaryFolder();
let count = 0;

/** A new folder with empty files at the given places. */
function folderWith(...files: string[]): string {
  const root = join(folder, `tree${String(count++)}`);
  mkdirSync(root);
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), '');
  }
  return root;
}

async function namesIn(...paths: string[]): Promise<string[]> {
  return (await discoverAudioFiles(paths)).map(({ name }) => name);
}

describe('discoverAudioFiles', () => {
  it('finds audio in a folder and all below it, whatever the case of the extension', async () => {
    const root = folderWith('a.WAV', 'deep/down/b.mp3', 'deep/c.FLAC', 'notes.txt', 'cover.jpg', 'no-extension');
    expect(await discoverAudioFiles([root])).toEqual([
      { path: join(root, 'a.WAV'), name: 'a.WAV' },
      { path: join(root, 'deep/c.FLAC'), name: 'deep/c.FLAC' },
      { path: join(root, 'deep/down/b.mp3'), name: 'deep/down/b.mp3' },
    ]);
  });

  it('counts as people do', async () => {
    const root = folderWith('take 10.wav', 'take 9.wav', 'Take 1.wav', 'day 2/x.wav', 'day 10/x.wav');
    expect(await namesIn(root)).toEqual(['day 2/x.wav', 'day 10/x.wav', 'Take 1.wav', 'take 9.wav', 'take 10.wav']);
  });

  it('takes a file that is named itself, whatever its extension', async () => {
    const root = folderWith('speech.dat', '.hidden.wav');
    expect(await namesIn(join(root, 'speech.dat'), join(root, '.hidden.wav'))).toEqual(['speech.dat', '.hidden.wav']);
  });

  it('passes over hidden files and folders', async () => {
    const root = folderWith('._a.wav', '.cache/b.wav', 'c.wav');
    expect(await namesIn(root)).toEqual(['c.wav']);
  });

  it('keeps the order in which paths are given', async () => {
    const root = folderWith('b/1.wav', 'a/2.wav');
    expect(await namesIn(join(root, 'b'), join(root, 'a'))).toEqual(['1.wav', '2.wav']);
  });

  it('gives absolute paths for relative ones', async () => {
    const root = folderWith('sub/a.wav');
    const [source] = await discoverAudioFiles([relative(process.cwd(), root)]);
    expect(source).toEqual({ path: join(root, 'sub/a.wav'), name: 'sub/a.wav' });
  });

  describe('with patterns', () => {
    const tree = (): string => folderWith('a1.wav', 'a2.mp3', 'b1.wav', 'x/a3.wav', 'x/y/a4.wav', 'x/y/a5.txt', '[1].wav', 'é.wav'); // prettier-ignore

    it.each([
      ['*.wav', ['[1].wav', 'a1.wav', 'b1.wav', 'é.wav']],
      ['a?.wav', ['a1.wav']],
      ['?.wav', ['é.wav']],
      ['[ab]1.wav', ['a1.wav', 'b1.wav']],
      ['[!a]1.wav', ['b1.wav']],
      ['a[1-2].*', ['a1.wav', 'a2.mp3']],
      ['*.{mp3,wav}', ['[1].wav', 'a1.wav', 'a2.mp3', 'b1.wav', 'é.wav']],
      ['{b1,x/a3}.wav', ['b1.wav', 'x/a3.wav']],
      ['**/*.wav', ['[1].wav', 'a1.wav', 'b1.wav', 'é.wav', 'x/a3.wav', 'x/y/a4.wav']],
      ['**/a4.wav', ['x/y/a4.wav']],
      ['x/*', ['a3.wav', 'y/a4.wav']],
      ['x/**', ['a3.wav', 'y/a4.wav']],
      ['x*/', ['x/a3.wav', 'x/y/a4.wav']],
      ['x/y/*.txt', ['a5.txt']],
      ['[1].wav', ['[1].wav']],
    ])('%s', async (pattern, names) => {
      expect(await namesIn(join(tree(), pattern) + (pattern.endsWith('/') ? '/' : ''))).toEqual(names);
    });

    it('takes a bracket that does not close as it stands', async () => {
      const root = folderWith('a[b1.wav', 'a[b2.wav');
      expect(await namesIn(`${root}/a[b*.wav`)).toEqual(['a[b1.wav', 'a[b2.wav']);
    });

    it('says that there is no such folder', async () => {
      await expect(discoverAudioFiles(['/nowhere/*.wav'])).rejects.toMatchObject({
        code: 'USAGE',
        message: 'Expected a file, a folder or a pattern, found nothing at "/nowhere/*.wav".',
      });
    });
  });

  describe('with names', () => {
    it('puts the folder before names that would clash, and before no others', async () => {
      const root = folderWith('mon/talk.wav', 'tue/talk.wav', 'tue/other.wav');
      const names = await namesIn(join(root, 'mon'), join(root, 'tue'));
      expect(names).toEqual(['mon/talk.wav', 'other.wav', 'tue/talk.wav']);
    });

    it('goes as far up as it takes', async () => {
      const root = folderWith('a/x/1.wav', 'b/x/1.wav');
      expect(await namesIn(join(root, 'a/x/1.wav'), join(root, 'b/x/1.wav'))).toEqual(['a/x/1.wav', 'b/x/1.wav']);
    });

    it('never leads out of a folder', async () => {
      const root = folderWith('a/1.wav', 'b/1.wav');
      const names = await namesIn(`${root}/a/../b`, `${root}/b/../a/1.wav`);
      expect(names).toEqual(['b/1.wav', 'a/1.wav']);
    });
  });

  describe.runIf(process.platform !== 'win32')('with links', () => {
    it('ends where links run in a circle', async () => {
      const root = folderWith('a/1.wav');
      symlinkSync(root, join(root, 'a/up'));
      symlinkSync('self.wav', join(root, 'self.wav'));
      expect(await namesIn(root)).toEqual(['a/1.wav']);
    });

    it('follows a link out of the folder', async () => {
      const elsewhere = folderWith('2.wav');
      const root = folderWith('1.wav');
      symlinkSync(elsewhere, join(root, 'linked'));
      expect(await namesIn(root)).toEqual(['1.wav', 'linked/2.wav']);
    });

    it('takes a file once that is reached in several ways', async () => {
      const root = folderWith('1.wav');
      symlinkSync('1.wav', join(root, '2.wav'));
      expect(await namesIn(root, join(root, '1.wav'), `${root}/*.wav`, root)).toEqual(['1.wav']);
    });

    it('gives links to nothing, so that their failure shows', async () => {
      const root = folderWith('1.wav');
      symlinkSync('/nowhere', join(root, '2.wav'));
      symlinkSync('/nowhere', join(root, '3.txt'));
      expect(await discoverAudioFiles([root])).toEqual([
        { path: join(root, '1.wav'), name: '1.wav' },
        { path: join(root, '2.wav'), name: '2.wav' },
      ]);
    });

    it('gives pipes that are named as audio is', async () => {
      const root = folderWith('1.wav');
      execFileSync('mkfifo', [join(root, '2.wav'), join(root, '3')]);
      expect(await namesIn(root)).toEqual(['1.wav', '2.wav']);
      expect(await namesIn(`${root}/2.*`)).toEqual(['2.wav']);
    });

    it.runIf(process.getuid?.() !== 0)('gives a folder that may not be listed, so that its failure shows', async () => {
      const root = folderWith('1.wav', 'closed/2.wav');
      chmodSync(join(root, 'closed'), 0);
      expect(await namesIn(root)).toEqual(['1.wav', 'closed']);
      chmodSync(join(root, 'closed'), 0o755);
    });
  });

  describe('tells of paths that hold nothing', () => {
    async function noticesOf(...paths: string[]): Promise<string[]> {
      const notices: string[] = [];
      await discoverAudioFiles(paths, (notice) => notices.push(notice));
      return notices;
    }

    it('beside paths that hold something, each once', async () => {
      const root = folderWith('a.wav', 'sub/notes.txt');
      const paths = [join(root, 'a.wav'), join(root, 'sub'), `${root}/*.xyz`, join(root, 'sub')];
      expect(await noticesOf(...paths)).toEqual([
        `nothing to transcribe in "${root}/sub".`,
        `nothing to transcribe in "${root}/*.xyz".`,
      ]);
    });

    it('and not of those that repeat what others hold', async () => {
      const root = folderWith('sub/a.wav', 'sub/deep/b.wav');
      expect(await noticesOf(root, root, join(root, 'sub/deep'), `${root}/**/*.wav`)).toEqual([]);
      expect(await noticesOf(join(root, 'sub'), root, join(root, 'sub/a.wav'))).toEqual([]);
    });

    it('also where they lie in a folder that was given before', async () => {
      const root = folderWith('a.wav', 'sub/notes.txt');
      expect(await noticesOf(root, join(root, 'sub'))).toEqual([`nothing to transcribe in "${root}/sub".`]);
    });

    it('but not where there is nothing at all, which is an error', async () => {
      const root = folderWith('notes.txt');
      const notices: string[] = [];
      const nothing = discoverAudioFiles([root], (notice) => notices.push(notice));
      await expect(nothing).rejects.toMatchObject({ code: 'NO_AUDIO_FOUND' });
      expect(notices).toEqual([]);
    });
  });

  it('names the path that does not exist', async () => {
    await expect(discoverAudioFiles([folderWith('1.wav'), '/nowhere'])).rejects.toMatchObject({
      code: 'USAGE',
      message: 'Expected a file, a folder or a pattern, found nothing at "/nowhere".',
      remedy: 'Check the path; quote patterns if your shell changes them.',
    });
  });

  it('says that there is no audio', async () => {
    const root = folderWith('notes.txt');
    await expect(discoverAudioFiles([root, `${root}/*`])).rejects.toMatchObject({
      code: 'NO_AUDIO_FOUND',
      message: `Expected audio files in "${root}", "${root}/*", found none.`,
      remedy: 'Give a folder that holds audio, or name the files themselves if their extensions are unusual.',
    });
    await expect(discoverAudioFiles([])).rejects.toMatchObject({
      code: 'NO_AUDIO_FOUND',
      message: 'Expected audio files in the paths given, found none.',
    });
  });
});
