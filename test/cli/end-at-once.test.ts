import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** Ends a process whose worker is inside a run of ONNX Runtime. */
function endInsideRun(exitCode: number) {
  const url = (path: string) => JSON.stringify(new URL(`../../src/${path}`, import.meta.url).href);
  const script = `
    import { endAtOnce } from ${url('cli/end-at-once.ts')};
    import { startThreadPool } from ${url('pool/thread-pool.ts')};
    import { workerModule } from ${url('pool/worker-module.ts')};
    const pool = startThreadPool({ module: workerModule('probe'), threads: 1, tasksPerThread: 1 });
    await pool.run({ kind: 'open', probe: { kind: 'compute', rows: 2048, widths: [1024, 1024] } });
    void pool.run({ kind: 'run', repetitions: 1_000_000 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    process.stdout.write('x'.repeat(300_000) + 'end');
    await endAtOnce(${exitCode});`;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
  return spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 });
}

describe('endAtOnce', () => {
  it.each([0, 1, 130, 143])('ends with %i although a thread is inside ONNX Runtime, and says all before', (code) => {
    const { status, signal, stdout, stderr } = endInsideRun(code);
    expect([status, signal, stderr]).toEqual([code, null, '']);
    expect(stdout.length).toBe(300_003);
  });
});
