import type { DecodedWindow } from '../decode/window-job.ts';
import type { DecodingRequest } from '../decode/row.ts';
import type { WorkerPool } from '../pool/worker-pool.ts';
import { continueText } from './continue-text.ts';
import { isCutShort } from './cut-short.ts';
import { decodeInHalves, endsEarly } from './decode-in-halves.ts';

/**
 * Decodes a window, and what the model left of it.
 *
 * With timestamps the model stops behind the last whole sentence it has heard, for the next window to begin there
 * (openai/whisper `transcribe`). Our windows do not wait for each other, so that the rest is decoded as one of its own
 * and its tokens follow, their timestamps moved. A text that ends far too early all the same is noticed by its length,
 * and the window is decoded in halves, as is one for which the network had no room.
 */
export async function decodeToEnd(
  pool: Pick<WorkerPool, 'transcribe'>,
  samples: Float32Array<ArrayBuffer>,
  request: DecodingRequest,
  restRequest: (decoded: DecodedWindow) => DecodingRequest,
): Promise<DecodedWindow> {
  const begun = await pool.transcribe({ samples, ...request });
  const first = request.rules.timestamps?.firstTimestampToken;
  const decoded =
    first === undefined ? begun : await continueText(begun, { pool, samples, request, restRequest, first });
  const isShort = isCutShort(decoded, request) || endsEarly(decoded, samples, request);
  return isShort ? decodeInHalves(pool, samples, decoded, restRequest(decoded)) : decoded;
}
