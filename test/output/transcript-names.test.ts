import { posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planTranscriptNames } from '../../src/output/transcript-names.ts';

function plan(...names: string[]): (string | undefined)[] {
  const planned = planTranscriptNames(names.map((name) => ({ path: `/audio/${name}`, name })));
  return names.map((name) => planned.get(name));
}

describe('planTranscriptNames', () => {
  it('takes the stem, in the folders of the source', () => {
    expect(plan('a.wav', 'sub/a.wav', 'sub/deep/talk.2024.mp3', '.hidden')).toEqual([
      'a',
      'sub/a',
      'sub/deep/talk.2024',
      '.hidden',
    ]);
  });

  it('keeps the extension where stems are equal, on any file system', () => {
    expect(plan('a.wav', 'a.mp3', 'b.wav')).toEqual(['a.wav', 'a.mp3', 'b']);
    expect(plan('Talk.wav', 'talk.flac')).toEqual(['Talk.wav', 'talk.flac']);
    expect(plan('\u00E9.wav', 'e\u0301.mp3')).toEqual(['\u00E9.wav', 'e\u0301.mp3']);
  });

  it('adds a mark where even that is not enough, the same in every order', () => {
    const [first, second] = plan('A.wav', 'a.wav');
    expect(first).toMatch(/^A\.wav~[0-9a-f]{12}$/u);
    expect(second).toMatch(/^a\.wav~[0-9a-f]{12}$/u);
    expect(first?.toLowerCase()).not.toBe(second);
    expect(plan('a.wav', 'A.wav')).toEqual([second, first]);
  });

  it('solves clashes that the longer names make', () => {
    const names = plan('a.wav', 'a.mp3', 'a.wav.flac');
    expect(names[1]).toBe('a.mp3');
    expect(new Set(names).size).toBe(3);
  });

  it('never leaves the output folder', () => {
    expect(plan('../../etc/passwd.wav', './b.wav', '/c.wav', 'x\\..\\d.wav')).toEqual([
      '__/__/etc/passwd',
      '_/b',
      'c',
      'x_.._d',
    ]);
  });

  it('takes away what shells, terminals and Windows stumble over', () => {
    expect(plan('new\nline.wav', 'a\u202Egpj.wav', 'CON.wav', 'lpt1.x.wav', 'end. /a.wav')).toEqual([
      'new_line',
      'a_gpj',
      '_CON',
      '_lpt1.x',
      'end__/a',
    ]);
  });

  it('keeps a folder named like a transcript apart from transcripts', () => {
    expect(plan('a.wav', 'a.transcript.txt/b.wav')).toEqual(['a', 'a.transcript.txt_/b']);
    expect(plan('a.wav', 'a.SRT/b.wav', 'a.vtt/c.wav')).toEqual(['a', 'a.SRT_/b', 'a.vtt_/c']);
  });

  it.each(['inference_per_file.csv', 'Inference_Summary.JSON', 'journal.jsonl', 'run.lock', 'report.html'])(
    'keeps a folder named %s apart from that result',
    (folder) => {
      const name = `${folder}/a.wav`;
      expect(planTranscriptNames([{ name, path: `/${name}` }]).get(name)).toBe(`${folder}_/a`);
    },
  );

  it('shortens names that leave no room for the ending, without splitting a character', () => {
    const [one, other] = plan(`${'é'.repeat(125)}1.wav`, `${'é'.repeat(125)}2.wav`);
    expect(one).not.toBe(other);
    expect(Buffer.byteLength(`${one ?? ''}.transcript.json`)).toBeLessThanOrEqual(255);
    expect(one).toMatch(/^é+~[0-9a-f]{12}$/u);
  });

  it('never plans one path for two sources, nor a path outside or too long', () => {
    const part = fc.string({
      unit: fc.constantFrom('a', 'A', 'é', 'e\u0301', '.', ' ', 'ß', 's', '\u0001', '_', '~', '👍'),
      minLength: 1,
      maxLength: 4,
    });
    const name = fc.tuple(fc.array(part, { maxLength: 2 }), part, fc.constantFrom('.wav', '.mp3', '.WAV', ''));
    const names = fc.uniqueArray(
      name.map(([folders, file, ending]) => [...folders, file + ending].join('/')),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(names, (sources) => {
        const planned = plan(...sources).map((path) => path ?? '');
        expect(new Set(planned.map((path) => path.normalize('NFC').toLowerCase())).size).toBe(sources.length);
        for (const path of planned) {
          expect(posix.normalize(path)).toBe(path);
          expect(path).not.toMatch(/^(\/|\.\.(\/|$))/u);
        }
      }),
      { numRuns: 500 },
    );
  });
});
