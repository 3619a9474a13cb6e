import { parseGenerationConfig, type GenerationConfig } from '../../src/model/generation-config.ts';
import { JsonFile } from '../../src/json-file.ts';
import { fileURLToPath } from 'node:url';

/** The folder of the real checkpoint. */
export const modelFolder = fileURLToPath(new URL('../../whisper-base-with-past', import.meta.url));

/** What the real checkpoint says about its tokens. */
export function realGenerationConfig(): GenerationConfig {
  return parseGenerationConfig(JsonFile.read(`${modelFolder}/generation_config.json`));
}
