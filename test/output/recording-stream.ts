import { PassThrough } from 'node:stream';

/** A stream that keeps what is written, with what ora asks of a terminal. */
export function recordingStream(columns = 60) {
  const written: string[] = [];
  const stream = Object.assign(new PassThrough(), {
    isTTY: true,
    columns,
    cursorTo: () => true,
    moveCursor: () => true,
    clearLine: () => true,
  });
  stream.on('data', (chunk: Buffer) => written.push(chunk.toString()));
  return { stream, text: () => written.join('') };
}
