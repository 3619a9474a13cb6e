import { describe, expect, it } from 'vitest';
import { createProbeHandler } from '../../src/pool/probe-handler.ts';

const probe = { kind: 'compute', rows: 4, widths: [8, 8] } as const;

describe('createProbeHandler', () => {
  it('opens a probe, runs it, and answers with times that can cross the thread boundary', async () => {
    const handle = createProbeHandler();
    const opened = await handle({ kind: 'open', probe });
    const ran = structuredClone(await handle({ kind: 'run', repetitions: 3 }));
    if (opened.kind !== 'ran' || ran.kind !== 'ran') throw new Error('Expected times.');
    expect(ran.startedAt).toBeGreaterThanOrEqual(opened.endedAt);
    expect(ran.endedAt).toBeGreaterThan(ran.startedAt);
    expect(await handle({ kind: 'release' })).toEqual({ kind: 'released' });
  });

  it('frees one probe for the next, and answers with an error as data when there is none', async () => {
    const handle = createProbeHandler();
    await handle({ kind: 'open', probe });
    expect(await handle({ kind: 'open', probe: { ...probe, rows: 2 } })).toMatchObject({ kind: 'ran' });
    await handle({ kind: 'release' });
    expect(await handle({ kind: 'run', repetitions: 1 })).toMatchObject({
      kind: 'failed',
      error: { code: 'INTERNAL', message: 'Expected a probe to be opened before it is run.' },
    });
  });
});
