import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatTime, renderRunPage, writeRunPage } from '../../src/output/run-page.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { failedFile, runReport, transcribedFile } from './example-run.ts';
import { hostileRun } from './example-report-run.ts';

const writtenAt = new Date('2026-01-02T03:04:05Z');

describe('renderRunPage', () => {
  const page = renderRunPage(hostileRun(), writtenAt);

  it('escapes every name and every text', () => {
    expect(page).not.toMatch(/<(script|img|frame|b)[ >]|\u202E/);
    expect(page).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;\uFFFDgpj.wav');
    expect(page).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; so on.');
    expect(page).toContain('The file ends in the middle of a &lt;frame&gt;.');
  });

  it('refers to nothing outside', () => {
    expect(page.replace(/ xmlns(:xlink)?="http:[^"]+"/g, '')).not.toMatch(/https?:|<link|@import/);
  });

  it('has the figures, what went wrong with its remedy, the texts and the conditions', () => {
    expect(page).toContain('5 of 6 files transcribed with openai/whisper-base: 0:50.0 of audio.');
    for (const figure of ['12.50 ×', '4.00 s', 'RTF 0.0800', '900 MiB']) expect(page).toContain(figure);
    expect(page).toContain('What to do: Convert it to WAV.');
    expect(page).toContain('The text of 0:00.0–0:10.0 may be cut short: it reached the limit of 444 tokens.');
    expect(page).toContain('No speech was heard.');
    expect(page).toContain('0:00.0 – 0:04.5');
    expect(page).toContain('AMD EPYC 9654 96-Core Processor, 2 cores, 4.00 GiB');
    expect(page).toContain('<dt>batch_size</dt>');
    expect(page).toContain('Written by whisper-batch 0.1.0 on 2026-01-02 03:04 UTC.');
  });

  it('leaves out what a run has not', () => {
    const clean = renderRunPage(runReport([transcribedFile('a.wav')]), writtenAt);
    expect(clean).not.toContain('Failures and warnings');
    const broken = renderRunPage(runReport([failedFile('a.wav')], { wasCancelled: true }), writtenAt);
    expect(broken).toContain('The run was stopped before its end.');
    expect(broken).not.toMatch(/<svg|Transcripts|NaN|undefined/);
  });
});

describe('writeRunPage', () => {
  it('writes the page and makes its folder', async () => {
    const path = join(temporaryFolder(), 'new', 'report.html');
    const report = runReport([transcribedFile('a.wav')]);
    await writeRunPage(report, path, writtenAt);
    expect(readFileSync(path, 'utf8')).toBe(renderRunPage(report, writtenAt));
  });
});

describe('formatTime', () => {
  it('is in UTC, to the minute', () => {
    expect(formatTime(writtenAt)).toBe('2026-01-02 03:04 UTC');
  });
});
