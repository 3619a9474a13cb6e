import { describe, expect, it } from 'vitest';
import { resolveDecoding } from '../../src/batch/decoding-settings.ts';
import { openModelFolder } from '../../src/model/model-folder.ts';
import { modelFolder } from '../helpers/model-records.ts';

const model = openModelFolder(modelFolder);

describe('resolveDecoding', () => {
  it('takes a language by its name', () => {
    expect(resolveDecoding(model, { language: 'Japanese' }).language).toEqual({ kind: 'given', code: 'ja' });
  });

  it('detects any of the languages the model knows', () => {
    const { language } = resolveDecoding(model, { language: 'auto', task: 'translate' });
    expect(language.kind === 'detect' && Object.keys(language.tokens)).toHaveLength(99);
  });

  it('takes English for the language that is spoken, and detects it where it is to be translated', () => {
    expect(resolveDecoding(model, {}).language).toEqual({ kind: 'given', code: 'en' });
    expect(resolveDecoding(model, { task: 'translate' }).language.kind).toBe('detect');
    expect(resolveDecoding(model, { task: 'translate', language: 'fr' }).language).toEqual({
      kind: 'given',
      code: 'fr',
    });
  });

  it('takes English where the model knows no other', () => {
    const english = { ...model, generation: { ...model.generation, languageTokens: {}, taskTokens: {} } };
    expect(resolveDecoding(english, { language: 'auto' }).language).toEqual({ kind: 'given', code: 'en' });
  });

  it('gives the prompt room that is then not there for text', () => {
    const { request, configuration } = resolveDecoding(model, { prompt: 'word '.repeat(500) });
    expect([request.startIndex, request.prompt.length, request.maxNewTokens]).toEqual([224, 228, 220]);
    expect(configuration.maxNewTokens).toBe(220);
  });

  it('tells how much of a prompt is left out', () => {
    expect(resolveDecoding(model, { prompt: 'word '.repeat(500) }).notices).toEqual([
      'The prompt is too long: its beginning is left out (277 tokens).',
    ]);
    expect(resolveDecoding(model, { prompt: 'word '.repeat(223) }).notices).toEqual([]);
  });
});
