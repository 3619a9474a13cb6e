import { toErrorRecord } from '../errors.ts';
import { shareNativeWork } from '../graph/native-work.ts';
import { initialSpeechState, openSpeechModel, type SpeechModel } from '../model/speech-model.ts';
import type { DetectConfig, DetectReply, DetectTask } from './protocol.ts';

/** The speech-detecting worker's end of the thread boundary; never rejects. The model is opened by the first task. */
export function createDetectHandler(
  { graphPath, nativeWork }: DetectConfig,
  open: (graphPath: string | undefined) => Promise<SpeechModel> = openSpeechModel,
): (task: DetectTask) => Promise<DetectReply> {
  let opened: Promise<SpeechModel> | undefined;
  shareNativeWork(nativeWork);
  return async (task) => {
    try {
      if (task.kind === 'release') {
        await (await opened)?.release();
        return { kind: 'released' };
      }
      opened ??= open(graphPath);
      const model = await opened;
      if (task.kind === 'open') return { kind: 'opened' };
      return { kind: 'heard', heard: await model.hear(task.samples, task.state ?? initialSpeechState()) };
    } catch (error) {
      return { kind: 'failed', error: toErrorRecord(error) };
    }
  };
}
