import { toErrorRecord } from '../errors.ts';
import { initialSpeechState, openSpeechModel, type SpeechModel } from '../model/speech-model.ts';
import type { DetectReply, DetectTask } from './protocol.ts';

/** The speech-detecting worker's end of the thread boundary; never rejects. The model is opened by the first task. */
export function createDetectHandler(
  open: () => Promise<SpeechModel> = openSpeechModel,
): (task: DetectTask) => Promise<DetectReply> {
  let opened: Promise<SpeechModel> | undefined;
  return async (task) => {
    try {
      if (task.kind === 'release') {
        await (await opened)?.release();
        return { kind: 'released' };
      }
      opened ??= open();
      const model = await opened;
      return { kind: 'heard', heard: await model.hear(task.samples, task.state ?? initialSpeechState()) };
    } catch (error) {
      return { kind: 'failed', error: toErrorRecord(error) };
    }
  };
}
