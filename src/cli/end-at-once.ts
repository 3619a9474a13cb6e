import { closeLostTerminals } from './close-lost-terminals.ts';

/** What @types/node does not declare of Node's own WebAssembly. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>;
  instantiate(module: object, imports: object): Promise<object>;
};

/** A WebAssembly module whose `_start` calls WASI's `proc_exit` with the argument given here; below 128, one byte. */
function exitModule(exitCode: number): Uint8Array<ArrayBuffer> {
  const text = (value: string) => [value.length, ...Buffer.from(value)];
  const section = (id: number, ...bytes: readonly number[]) => [id, bytes.length, ...bytes];
  // LEB128, signed: seven bits a byte, and one more for the sign.
  const code = [0x80 | (exitCode & 0x7f), exitCode >> 7];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    // Types: (i32) → nothing, () → nothing.
    ...section(1, 2, 0x60, 1, 0x7f, 0, 0x60, 0, 0),
    ...section(2, 1, ...text('wasi_snapshot_preview1'), ...text('proc_exit'), 0, 0),
    ...section(3, 1, 1),
    ...section(5, 1, 0, 1),
    ...section(7, 2, ...text('memory'), 2, 0, ...text('_start'), 0, 1),
    // i32.const code; call 0; end
    ...section(10, 1, 7, 0, 0x41, ...code, 0x10, 0, 0x0b),
  ]);
}

/**
 * Ends the process with an exit code although a thread is inside ONNX Runtime and does not come back.
 *
 * Node waits for such a thread at every end of its own and aborts with 134 when it does come back. WASI's `proc_exit` is
 * the C library's `exit`, which waits for no thread. Where it is not to be had, SIGKILL (137) is the end.
 */
export async function endAtOnce(exitCode: number): Promise<void> {
  await drain(process.stdout);
  await drain(process.stderr);
  try {
    // Node calls WASI experimental, which is no news to the user.
    process.emitWarning = () => undefined;
    const { WASI } = await import('node:wasi');
    const wasi = new WASI({ version: 'preview1', returnOnExit: false });
    const module = await WebAssembly.compile(exitModule(exitCode));
    const instance = await WebAssembly.instantiate(module, wasi.getImportObject());
    closeLostTerminals();
    wasi.start(instance);
  } finally {
    process.kill(process.pid, 'SIGKILL');
  }
}

function drain(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}
