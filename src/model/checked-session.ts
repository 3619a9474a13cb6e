import { describeThrown, WhisperBatchError } from '../errors.ts';
import { checkExternalData } from '../graph/external-data.ts';
import { openSession, type InferenceSession, type SessionSettings } from '../graph/onnx-session.ts';

/** A tensor that a graph must take or give. */
export interface ExpectedTensor {
  readonly name: string;
  readonly type: 'float32' | 'int64';
  /** `undefined` where any size will do. */
  readonly dims: readonly (number | undefined)[];
}

/** What a graph must take and give. */
export interface ExpectedTensors {
  readonly inputs: readonly ExpectedTensor[];
  /** Names of inputs that it may ask for besides. */
  readonly optionalInputs?: readonly string[];
  /** Others that it gives are not looked at. */
  readonly outputs: readonly ExpectedTensor[];
}

type Metadata = InferenceSession['inputMetadata'][number];

const MOST_NAMED = 4;

/**
 * Opens a session on a file that somebody else has made, and checks its inputs and outputs.
 *
 * @throws WhisperBatchError `MODEL_UNSAFE` when it names files elsewhere, `MODEL_DAMAGED` when it cannot be opened, `MODEL_UNSUPPORTED` naming what differs
 */
export async function openCheckedSession(
  path: string,
  expected: ExpectedTensors,
  settings: SessionSettings,
): Promise<InferenceSession> {
  checkExternalData(path);
  const session = await openFile(path, settings);
  const differences = findDifferences(session, expected);
  if (differences.length === 0) return session;
  await session.release();
  throw unsupported(path, differences);
}

async function openFile(path: string, settings: SessionSettings): Promise<InferenceSession> {
  try {
    return await openSession(path, settings);
  } catch (error) {
    const message = `${path}: expected an ONNX graph with its weights, but opening it failed: ${describeThrown(error)}`;
    throw new WhisperBatchError('MODEL_DAMAGED', message, 'Export the model again, or copy all of its files again.', {
      cause: error,
    });
  }
}

function findDifferences({ inputMetadata, outputMetadata }: InferenceSession, expected: ExpectedTensors): string[] {
  const known = new Set([...expected.inputs.map(({ name }) => name), ...(expected.optionalInputs ?? [])]);
  return [
    ...compare('input', expected.inputs, inputMetadata),
    ...compare('output', expected.outputs, outputMetadata),
    ...inputMetadata.filter(({ name }) => !known.has(name)).map(({ name }) => `unknown input \`${name}\``),
  ];
}

function compare(kind: string, expected: readonly ExpectedTensor[], found: readonly Metadata[]): string[] {
  const byName = new Map(found.map((metadata) => [metadata.name, metadata]));
  return expected.flatMap((tensor) => {
    const metadata = byName.get(tensor.name);
    if (!metadata) return [`no ${kind} \`${tensor.name}\``];
    if (fits(tensor, metadata)) return [];
    return [`\`${tensor.name}\` as ${describe(metadata)} instead of ${tensor.type} ${shape(tensor.dims)}`];
  });
}

function fits({ type, dims }: ExpectedTensor, found: Metadata): boolean {
  if (!found.isTensor || found.type !== type || found.shape.length !== dims.length) return false;
  return found.shape.every((size, axis) => !isFixed(size) || dims[axis] === undefined || dims[axis] === size);
}

// Sizes that are known only at run time are names, or −1 where they have none.
function isFixed(size: number | string): boolean {
  return typeof size === 'number' && size >= 0;
}

function describe(metadata: Metadata): string {
  return metadata.isTensor ? `${metadata.type} ${shape(metadata.shape)}` : 'no tensor';
}

function shape(dims: readonly (number | string | undefined)[]): string {
  return `[${dims.map((size) => size ?? '*').join(', ')}]`;
}

function unsupported(path: string, differences: readonly string[]): WhisperBatchError {
  const others = differences.length - MOST_NAMED;
  const list = differences.slice(0, MOST_NAMED).join('; ') + (others > 0 ? `; and ${String(others)} more` : '');
  return new WhisperBatchError(
    'MODEL_UNSUPPORTED',
    `${path}: expected the tensors of an Optimum export in FP32 that fits config.json, found ${list}.`,
    'Export the model again with `whisper-batch export` or `optimum-cli export onnx --task automatic-speech-recognition-with-past`.',
  );
}
