/** Whisper's fixed numbers (openai/whisper `audio.py`), each derived from the one before. */

export const SAMPLE_RATE_HZ = 16_000;
/** Samples under one Fourier transform: 25 ms. */
export const FFT_LENGTH_SAMPLES = 400;
/** Samples between two log-mel frames: 10 ms. */
export const HOP_LENGTH_SAMPLES = 160;
/** The longest window the encoder takes. */
export const WINDOW_SECONDS = 30;
export const WINDOW_SAMPLES = WINDOW_SECONDS * SAMPLE_RATE_HZ; // 480 000
export const WINDOW_FRAMES = WINDOW_SAMPLES / HOP_LENGTH_SAMPLES; // 3000 log-mel frames
/** The encoder's second convolution halves the frames. */
export const AUDIO_POSITIONS = WINDOW_FRAMES / 2; // 1500
/** Spacing of timestamp tokens: two log-mel frames. */
export const TIMESTAMP_STEP_SECONDS = WINDOW_SECONDS / AUDIO_POSITIONS; // 0.02
export const TIMESTAMP_STEP_SAMPLES = WINDOW_SAMPLES / AUDIO_POSITIONS; // 320
