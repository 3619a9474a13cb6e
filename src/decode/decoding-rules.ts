import type { GenerationConfig } from '../model/generation-config.ts';

/** Which tokens may follow which, as plain data that crosses threads. */
export interface DecodingRules {
  readonly endToken: number;
  readonly suppressTokens: readonly number[];
  readonly beginSuppressTokens: readonly number[];
  /** Present when timestamps are asked for. */
  readonly timestamps: TimestampRules | undefined;
}

/** Numbers that the timestamp rules need (openai/whisper `ApplyTimestampRules`). */
export interface TimestampRules {
  readonly firstTimestampToken: number;
  readonly noTimestampsToken: number;
  readonly maxInitialTimestampIndex: number;
}

/** The decoding rules of a model. */
export function decodingRules(generation: GenerationConfig, hasTimestamps: boolean): DecodingRules {
  const { endToken, suppressTokens, beginSuppressTokens } = generation;
  const { firstTimestampToken, noTimestampsToken, maxInitialTimestampIndex } = generation;
  const timestamps = { firstTimestampToken, noTimestampsToken, maxInitialTimestampIndex };
  return { endToken, suppressTokens, beginSuppressTokens, timestamps: hasTimestamps ? timestamps : undefined };
}
