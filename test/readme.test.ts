import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './helpers/temporary-folder.ts';

const repository = fileURLToPath(new URL('..', import.meta.url));
const library = new URL('../src/index.ts', import.meta.url).href;

describe('README.md', () => {
  it('has a library example that runs as it stands and prints what was said', async () => {
    const example = /^## As a library\n+```ts\n(.*?)^```$/ms.exec(
      readFileSync(join(repository, 'README.md'), 'utf8'),
    )?.[1];
    expect(example).toContain("from 'whisper-batch'");
    // Tests run from source, so the package's name is the only thing that is exchanged.
    const script = join(temporaryFolder(), 'example.mts');
    writeFileSync(script, example!.replace("'whisper-batch'", JSON.stringify(library)));
    const run = promisify(execFile)(process.execPath, ['--import', 'tsx', script], { cwd: repository });
    const { stdout, stderr } = await run;
    expect(stdout).toContain('ask not what your country');
    expect(stdout).toMatch(/startSeconds: 0,\s+endSeconds: \d/);
    expect(stdout).toMatch(/^1\n00:00:00,000 --> 00:00:\d\d,\d{3}\n\S/m);
    expect(stderr).toBe('');
  });
});
