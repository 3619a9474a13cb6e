import type { DecodingSettings } from '../batch/decoding-settings.ts';
import { Option, type Command } from './command-line.ts';
import { numberBetween, onOrOff, wholeNumber } from './option-parsers.ts';

/** The options about decoding as commander parses them. */
export interface DecodingFlags {
  readonly language?: string;
  readonly task: 'transcribe' | 'translate';
  readonly prompt?: string;
  readonly hotwords?: string;
  readonly timestamps?: boolean;
  readonly wordTimestamps?: boolean;
  readonly maxNewTokens?: number;
  readonly temperatureFallback?: boolean;
  readonly compressionRatioThreshold?: number;
  readonly logprobThreshold?: number;
  /** Of `--no-speech-threshold`: commander takes it for the negation of another option, on by default. */
  readonly speechThreshold?: number | true;
}

/** Adds what can be chosen about decoding. */
export function addDecodingOptions(command: Command): Command {
  command
    .option(
      '--language <language>',
      'language spoken: Whisper code, English name, or auto to detect it (default: en; auto to translate)',
    )
    .addOption(
      new Option('--task <task>', 'write down, or translate into English')
        .choices(['transcribe', 'translate'])
        .default('transcribe'),
    )
    .option('--prompt <text>', 'text every window is decoded after: names, spelling, style')
    .option('--hotwords <words>', 'words that are likely to be said, given before the prompt')
    .option('--timestamps', 'let the model mark segments; without --formats, adds NAME.transcript.json')
    .option('--word-timestamps', 'tell when each word is spoken; turns --timestamps on')
    .option('--max-new-tokens <n>', 'most tokens for a window (default: all the model has room for)', wholeNumber(1));
  return addCheckOptions(command);
}

/** What the options ask for; an option that is not given is absent. */
export function toDecodingSettings(flags: DecodingFlags): DecodingSettings {
  return {
    ...(flags.language === undefined ? {} : { language: flags.language }),
    task: flags.task,
    timestamps: flags.timestamps ?? false,
    wordTimestamps: flags.wordTimestamps ?? false,
    ...(flags.prompt === undefined ? {} : { prompt: flags.prompt }),
    ...(flags.hotwords === undefined ? {} : { hotwords: flags.hotwords }),
    ...(flags.maxNewTokens === undefined ? {} : { maxNewTokens: flags.maxNewTokens }),
    ...toCheckSettings(flags),
  };
}

function addCheckOptions(command: Command): Command {
  return command
    .option('--temperature-fallback <on|off>', 'decode doubtful windows again, at 0.2 to 1 (default: on)', onOrOff)
    .option('--compression-ratio-threshold <n>', 'above it text is doubtful (default: 2.4)', numberBetween(0, Infinity))
    .option(
      '--logprob-threshold <n>',
      'average below which text is doubtful (default: -1)',
      numberBetween(-Infinity, 0),
    )
    .option('--no-speech-threshold <p>', 'above it doubtful text is silence (default: 0.6)', numberBetween(0, 1));
}

function toCheckSettings(flags: DecodingFlags): DecodingSettings {
  const { temperatureFallback, compressionRatioThreshold, logprobThreshold, speechThreshold } = flags;
  return {
    ...(temperatureFallback === undefined ? {} : { temperatureFallback }),
    ...(compressionRatioThreshold === undefined ? {} : { compressionRatioThreshold }),
    ...(logprobThreshold === undefined ? {} : { logProbabilityThreshold: logprobThreshold }),
    ...(typeof speechThreshold === 'number' ? { noSpeechThreshold: speechThreshold } : {}),
  };
}
