import { describe, expect, it } from 'vitest';
import { findFormat, hasText, id3Length, latin1, recognizeFormat } from '../../src/audio/audio-format.ts';
import { fixtureBytes, memoryFile, waveBytes } from './recordings.ts';

describe('recognizeFormat', () => {
  it.each([
    ['adts.aac', 'aac'],
    ['alac.m4a', 'm4a'],
    ['f32.aifc', 'aiff'],
    ['flac.ogg', 'flac'],
    ['fragmented.mp4', 'm4a'],
    ['lpcm.caf', 'caf'],
    ['mono-22050.mp3', 'mp3'],
    ['opus.ogg', 'opus'],
    ['opus.webm', 'mkv'],
    ['rf64.wav', 'wav'],
    ['s8.aiff', 'aiff'],
    ['stereo-44100.flac', 'flac'],
    ['tta.tta', 'tta'],
    ['vorbis.ogg', 'oga'],
    ['wavpack.wv', 'wv'],
    ['wmav2.wma', 'wma'],
  ])('recognizes %s as %s', (name, format) => {
    const bytes = fixtureBytes(name);
    expect(recognizeFormat(bytes.subarray(id3Length(bytes), 16_384))).toBe(format);
  });

  it('finds MPEG frames behind a few other bytes', () => {
    const mp3 = fixtureBytes('mono-22050.mp3');
    expect(recognizeFormat(Buffer.concat([Buffer.alloc(500), mp3.subarray(id3Length(mp3))]))).toBe('mp3');
  });

  it('takes no frame for audio that none follows', () => {
    const mp3 = fixtureBytes('mono-22050.mp3');
    const start = id3Length(mp3);
    expect(recognizeFormat(mp3.subarray(start, start + 60))).toBeUndefined();
  });

  it.each([
    ['nothing', new Uint8Array(0)],
    ['bytes of 0xff', new Uint8Array(5000).fill(0xff)],
    ['an Ogg file with another codec', Buffer.from(`OggS${'\0'.repeat(24)}Speex   `, 'latin1')],
    ['a RIFF file of another kind', Buffer.from('RIFF\0\0\0\0WEBP', 'latin1')],
  ])('knows no format for %s', (_, bytes) => {
    expect(recognizeFormat(bytes)).toBeUndefined();
  });
});

describe('id3Length', () => {
  it('counts the tag and its footer', () => {
    const tag = [...Buffer.from('ID3\x04\0\0\0\0\x02\x01', 'latin1')];
    expect(id3Length(Uint8Array.from(tag))).toBe(10 + 257);
    tag[5] = 0x10;
    expect(id3Length(Uint8Array.from(tag))).toBe(10 + 257 + 10);
  });

  it('is 0 without a tag', () => {
    expect(id3Length(Buffer.from('RIFF'))).toBe(0);
    expect(id3Length(Buffer.from('ID3'))).toBe(0);
  });
});

describe('hasText', () => {
  it('compares byte by byte', () => {
    expect(hasText(Buffer.from('abc\xff', 'latin1'), 1, 'bc\xff')).toBe(true);
    expect(hasText(Buffer.from('abc'), 2, 'cd')).toBe(false);
  });
});

describe('latin1', () => {
  it('gives a character for each byte', () => {
    expect(latin1(Uint8Array.of(0x41, 0xe9, 0))).toBe('Aé\0');
  });
});

describe('findFormat', () => {
  it('looks past a tag and says where the format begins', async () => {
    const tag = Buffer.from('ID3\x04\0\0\0\0\x02\x01', 'latin1');
    const bytes = Buffer.concat([tag, Buffer.alloc(257), waveBytes()]);
    expect(await findFormat(memoryFile(bytes, 'a.wav'))).toEqual({ format: 'wav', firstByte: 267 });
  });

  it('knows no format of text', async () => {
    const file = memoryFile(Buffer.from('some text that is no audio'), 'b.wav');
    expect(await findFormat(file)).toEqual({ format: undefined, firstByte: 0 });
  });
});
