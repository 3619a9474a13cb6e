/** The library: everything a program that embeds whisper-batch needs. */
export { discoverAudioFiles } from './audio/discover-audio.ts';
export type { AudioSource } from './audio/audio-source.ts';
export type { BatchListener } from './batch/transcribe-batch.ts';
export { transcribeFiles, type TranscribeFilesOptions } from './batch/transcribe-files.ts';
export { createTranscriber, type Transcriber, type TranscriberOptions } from './batch/transcriber.ts';
export type { TranscriberConfiguration, TranscriberSettings } from './batch/transcriber-settings.ts';
export { ensureCompiled } from './batch/ensure-compiled.ts';
export type { Task } from './decode/prompt.ts';
export { WhisperBatchError, type ErrorCode, type ErrorRecord } from './errors.ts';
export type { FailedFile, FileOutcome, FileTimings, TranscribedFile } from './metrics/outcome.ts';
export type { RunConfiguration } from './metrics/run-report.ts';
export { openModelFolder, type ModelFolder, type ModelLayout } from './model/model-folder.ts';
export type { WindowQuality } from './decode/quality-checks.ts';
export type { SubtitleOptions } from './output/cue-lines.ts';
export { formatTranscript, type TranscriptFormat } from './output/format-transcript.ts';
export type { Segment, SpokenLanguage, SpokenWord, Transcript, WindowTranscript } from './stitch/transcript.ts';
