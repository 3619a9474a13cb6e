import type { WhisperConfig } from '../../src/graph/whisper-config.ts';

/** The sizes of openai/whisper-base. */
export const WHISPER_BASE: WhisperConfig = {
  modelWidth: 512,
  melBins: 80,
  encoderLayers: 6,
  encoderHeads: 8,
  encoderFeedForwardWidth: 2048,
  decoderLayers: 6,
  decoderHeads: 8,
  decoderFeedForwardWidth: 2048,
  vocabularySize: 51_865,
  maxTokens: 448,
};
