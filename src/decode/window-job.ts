import type { Attempts } from './attempts.ts';
import type { DecodedTokens, DecodingRequest, Row } from './row.ts';
import type { WindowLanguage } from './window-language.ts';

/** One window to be decoded. */
export interface WindowRequest extends DecodingRequest {
  /** 16 kHz mono, at most 480 000 samples. */
  readonly samples: Float32Array;
}

/** A decoded window and where its time went. */
export interface DecodedWindow extends DecodedTokens {
  readonly timings: WindowTimings;
}

export interface WindowTimings {
  /** From being handed over until a row was free and encoding began. */
  readonly queueSeconds: number;
  readonly encodeSeconds: number;
  /** This window's share of the decoder steps it took part in: a step of eight windows counts an eighth. */
  readonly decoderSeconds: number;
  /** Its share of the steps themselves, counted the same way. */
  readonly decoderSteps: number;
}

/** A window that waits for a row. */
export interface WaitingJob {
  readonly request: WindowRequest;
  readonly language: WindowLanguage;
  readonly resolve: (window: DecodedWindow) => void;
  readonly reject: (error: unknown) => void;
  readonly arrivedAt: number;
}

/** A window in a row. */
export interface RunningJob extends WaitingJob {
  readonly row: Row;
  readonly attempts: Attempts;
  readonly queueSeconds: number;
  encodeSeconds: number;
  decoderSeconds: number;
  decoderSteps: number;
}
