import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRunJudge } from '../../src/cli/run-judge.ts';
import { errorOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { runReport, transcribedFile } from '../output/example-run.ts';
import { capturePrints } from './captured-run.ts';

function folderWith(table: string | undefined) {
  const folder = temporaryFolder();
  if (table !== undefined) writeFileSync(join(folder, 'references.tsv'), table);
  return { folder, sources: [{ name: 'a.wav', path: join(folder, 'a.wav') }] };
}

describe('createRunJudge', () => {
  it('judges a run whose references it found, with seams when asked', async () => {
    const { folder, sources } = folderWith('path\ttext\na.wav\tAsk what\n');
    const judge = createRunJudge([folder], { seams: true });
    expect(judge.lookFor(sources)).toEqual([join(folder, 'references.tsv')]);
    const { accuracy } = await judge.judge(runReport([transcribedFile('a.wav')]));
    expect(accuracy).toMatchObject({ corpus: { words: { substitutions: 1 } }, seams: { joinCount: 0 } });
  });

  it('leaves a run without references alone', async () => {
    const { folder, sources } = folderWith(undefined);
    const judge = createRunJudge([folder], {});
    expect(judge.lookFor(sources)).toEqual([]);
    await expect(judge.prepare()).resolves.toBeUndefined();
    const report = runReport([transcribedFile('a.wav')]);
    expect(await judge.judge(report)).toBe(report);
  });

  it('warns of a damaged table that nobody asked for, and refuses one that was', () => {
    const { folder, sources } = folderWith('path\tsaid\n');
    const prints = capturePrints();
    try {
      createRunJudge([folder], {}).lookFor(sources);
      createRunJudge([folder], { quiet: true }).lookFor(sources);
    } finally {
      prints.restore();
    }
    expect(prints.texts().stderr).toBe(
      `warning: texts are not judged: ${join(folder, 'references.tsv')}: expected a column "text" or "transcript" in its first line, found "path", "said".\n`,
    );
    const references = join(folder, 'references.tsv');
    expect(errorOf(() => createRunJudge([folder], { references }).lookFor(sources)).code).toBe('USAGE');
  });

  it('refuses a run without references where they are needed', () => {
    const { folder, sources } = folderWith(undefined);
    const judge = createRunJudge([folder], { needsReferences: true });
    expect(errorOf(() => judge.lookFor(sources)).message).toContain('Expected what was said in at least one of 1 file');
  });
});
