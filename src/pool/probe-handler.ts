import { hrtime } from 'node:process';
import { toErrorRecord } from '../errors.ts';
import { openSession, tensor, type InferenceSession, type Tensor } from '../graph/onnx-session.ts';
import { buildProbe, probeValues } from '../graph/probe-graphs.ts';
import { encodeModel } from '../graph/write-model.ts';
import type { ProbeReply, ProbeTask } from './protocol.ts';

/** The measuring worker's end of the thread boundary, with one ONNX Runtime thread; never rejects. */
export function createProbeHandler(): (task: ProbeTask) => Promise<ProbeReply> {
  let open: OpenProbe | undefined;
  return async (task) => {
    try {
      if (task.kind === 'run') return await runProbe(requireOpen(open), task.repetitions);
      await open?.session.release();
      open = undefined;
      if (task.kind === 'release') return { kind: 'released' };
      open = await openProbe(task);
      // The first run allocates; the second tells how long one takes.
      await runProbe(open, 1);
      return await runProbe(open, 1);
    } catch (error) {
      return { kind: 'failed', error: toErrorRecord(error) };
    }
  };
}

interface OpenProbe {
  readonly session: InferenceSession;
  readonly feeds: Readonly<Record<string, Tensor>>;
}

async function openProbe({ probe }: Extract<ProbeTask, { kind: 'open' }>): Promise<OpenProbe> {
  const { graph, inputs } = buildProbe(probe);
  const settings = { threads: 1, allowSpinning: false, optimization: 'all' } as const;
  const session = await openSession(encodeModel(graph), settings);
  const entries = Object.entries(inputs).map(([name, dims]) => {
    const length = dims.reduce((product, size) => product * size, 1);
    return [name, tensor('float32', probeValues(length), dims)] as const;
  });
  return { session, feeds: Object.fromEntries(entries) };
}

async function runProbe({ session, feeds }: OpenProbe, repetitions: number): Promise<ProbeReply> {
  // Unlike `performance.now`, it counts from the same moment in all threads.
  const startedAt = hrtime.bigint();
  for (let count = 0; count < repetitions; count++) await session.run(feeds);
  return { kind: 'ran', startedAt, endedAt: hrtime.bigint() };
}

function requireOpen(open: OpenProbe | undefined): OpenProbe {
  if (open) return open;
  throw new Error('Expected a probe to be opened before it is run.');
}
