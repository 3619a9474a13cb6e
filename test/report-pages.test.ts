/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSweepReport } from '../src/bench/write-sweep-report.ts';
import { writeRunPage } from '../src/output/run-page.ts';
import { wideSweep } from './bench/example-wide-sweep.ts';
import { chromiumPath, startChromium } from './helpers/chromium.ts';
import { temporaryFolder } from './helpers/temporary-folder.ts';
import { hostileRun } from './output/example-report-run.ts';

const screenshots = fileURLToPath(new URL('../coverage/screenshots', import.meta.url));
const title =
  chromiumPath === undefined
    ? 'report pages in a browser (SKIPPED: no Chromium; install it, or name it with CHROMIUM_PATH)'
    : 'report pages in a browser';

const VIEWS = ['sweep', 'run'].flatMap((name) =>
  [1280, 400].flatMap((width) => (['light', 'dark'] as const).map((scheme) => ({ name, width, scheme }))),
);

describe.skipIf(chromiumPath === undefined)(title, () => {
  const folder = temporaryFolder();
  let browser: Browser;

  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true });
    await writeSweepReport(wideSweep(), join(folder, 'sweep'));
    await writeRunPage(hostileRun(), join(folder, 'run', 'report.html'), new Date('2026-01-02T03:04:05Z'));
    browser = await startChromium(chromiumPath!);
  });

  afterAll(async () => {
    await browser.close();
  });

  async function open(name: string, width: number, colorScheme: 'light' | 'dark') {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const events: string[] = [];
    page.on('console', (message) => events.push(message.text()));
    page.on('dialog', (dialog) => events.push(dialog.message()));
    page.on('request', (request) => events.push(request.url()));
    await page.goto(pathToFileURL(join(folder, name, 'report.html')).href);
    return { page, events };
  }

  it.each(VIEWS)('the $name page is right at $width px, $scheme', async ({ name, width, scheme }) => {
    const { page, events } = await open(name, width, scheme);
    await page.screenshot({ path: join(screenshots, `${name}-${String(width)}-${scheme}.png`), fullPage: true });
    // The page itself is the only request; nothing was loaded, run or complained of.
    expect(events).toHaveLength(1);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    expect(await clashingTexts(page)).toEqual([]);
    expect(await textsOutsidePlots(page)).toEqual([]);
    expect(await faintTexts(page)).toEqual([]);
    expect(await smallestPlotText(page)).toBeGreaterThan(10);
    const plots = await page.locator('svg:visible').count();
    expect(plots).toBe(name === 'sweep' ? 5 : 1);
    await page.close();
  });

  it.each(['sweep', 'run'])('the %s page is light on paper, whatever the screen is', async (name) => {
    const { page } = await open(name, 1280, 'dark');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await page.setViewportSize({ width: 700, height: 1000 });
    await page.screenshot({ path: join(screenshots, `${name}-print.png`), fullPage: true });
    const colours = await page.evaluate(() => [
      getComputedStyle(document.body).backgroundColor,
      getComputedStyle(document.querySelector('svg text')!).fill,
    ]);
    expect(colours[0]).toBe('rgb(254, 254, 254)');
    expect(['rgb(27, 31, 36)', 'rgb(86, 96, 108)']).toContain(colours[1]);
    expect(await faintTexts(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(700);
    await page.close();
  });

  it.each(VIEWS.filter(({ width }) => width === 1280))(
    'every plot of the $name page has axes and a label',
    async (view) => {
      const { page } = await open(view.name, view.width, view.scheme);
      const labels = await page
        .locator('svg[role=img]')
        .evaluateAll((plots) =>
          plots.map((plot) => [plot.getAttribute('aria-label'), plot.querySelectorAll('text').length] as const),
        );
      expect(labels.filter(([label, texts]) => (label?.length ?? 0) < 20 || texts < 4)).toEqual([]);
      await page.close();
    },
  );
});

/** Pairs of texts in the same plot whose boxes overlap. */
function clashingTexts(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('svg')].flatMap((plot) => {
      const texts = [...plot.querySelectorAll('text')].map((text) => ({
        words: text.textContent,
        box: text.getBoundingClientRect(),
      }));
      return texts.flatMap((one, index) =>
        texts
          .slice(index + 1)
          .filter(
            ({ box }) =>
              box.width > 0 &&
              box.left < one.box.right &&
              one.box.left < box.right &&
              box.top + 2 < one.box.bottom &&
              one.box.top + 2 < box.bottom,
          )
          .map((other) => `${plot.getAttribute('aria-label') ?? ''}: ${one.words} / ${other.words}`),
      );
    }),
  );
}

/** Texts that a plot cuts off at its edge. */
function textsOutsidePlots(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('svg')].flatMap((plot) => {
      const area = plot.getBoundingClientRect();
      return [...plot.querySelectorAll('text')]
        .filter((text) => {
          const box = text.getBoundingClientRect();
          return box.width > 0 && (box.left < area.left - 1 || box.right > area.right + 1);
        })
        .map((text) => text.textContent);
    }),
  );
}

/** The height of the smallest letters of the plots in pixels on the screen. */
function smallestPlotText(page: Page): Promise<number> {
  return page.evaluate(() =>
    Math.min(
      ...[...document.querySelectorAll('svg')]
        .filter((plot) => plot.getBoundingClientRect().width > 0)
        .flatMap((plot) => {
          const scale = plot.getBoundingClientRect().width / plot.viewBox.baseVal.width;
          return [...plot.querySelectorAll('text')].map(
            (text) => Number.parseFloat(getComputedStyle(text).fontSize) * scale,
          );
        }),
    ),
  );
}

/** Texts with a contrast below 4.5 to the ground of the page. */
function faintTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const luminance = (colour: string): number => {
      const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
        const value = Number(part) / 255;
        return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const ground = luminance(getComputedStyle(document.body).backgroundColor);
    return [...document.querySelectorAll('h1,h2,h3,p,dt,dd,th,td,caption,summary,small,text')]
      .filter((element) => {
        const style = getComputedStyle(element);
        const ink = luminance(element.tagName === 'text' ? style.fill : style.color);
        return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05) < 4.5;
      })
      .map((element) => element.textContent);
  });
}
