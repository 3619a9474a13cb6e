// Preloaded by killed-runs.ts: writes a byte to the file WINDOW_LOG for each window that is given to a worker, and sends
// its own process the signal END_WITH when the window numbered END_AT_WINDOW was given, however fast the machine is.
import { appendFileSync } from 'node:fs';
import { isMainThread, MessagePort } from 'node:worker_threads';

if (isMainThread) {
  const { postMessage } = MessagePort.prototype;
  let count = 0;
  MessagePort.prototype.postMessage = function (message, ...rest) {
    const isWindow = message?.task?.kind === 'transcribe';
    if (isWindow) appendFileSync(process.env['WINDOW_LOG'] ?? '', '.');
    postMessage.call(this, message, ...rest);
    if (isWindow && ++count === Number(process.env['END_AT_WINDOW'])) {
      process.kill(process.pid, process.env['END_WITH']);
    }
  };
}
