// Preloaded by check-kills.ts: writes a byte to the file WINDOW_LOG for each window that is given to a worker.
import { appendFileSync } from 'node:fs';
import { isMainThread, MessagePort } from 'node:worker_threads';

if (isMainThread) {
  const { postMessage } = MessagePort.prototype;
  MessagePort.prototype.postMessage = function (message, ...rest) {
    if (message?.task?.kind === 'transcribe') appendFileSync(process.env['WINDOW_LOG'] ?? '', '.');
    postMessage.call(this, message, ...rest);
  };
}
