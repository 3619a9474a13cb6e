import { describe, expect, it } from 'vitest';
import { measuredPoints } from '../../src/bench/point-name.ts';
import { pointTable, stageTable } from '../../src/bench/sweep-page-tables.ts';
import { exampleSweep } from './example-sweep.ts';
import { wideSweep } from './example-wide-sweep.ts';

describe('pointTable', () => {
  const { markup } = pointTable(exampleSweep());

  it('has every figure of every point, the fastest first', () => {
    const cells = ['18.25', '18.00 – 18.50', '0.1000', '1.000', '1.500', '8.500', '2.000', '0.200', '1.25 GiB', '–'];
    const rest = ['0.50', '2.25', '2'];
    expect(markup).toContain([...cells, ...rest].map((cell) => `<td>${cell}</td>`).join(''));
    expect(markup).toContain('<td>2.00 GiB</td>');
    expect(markup.indexOf('18.25')).toBeLessThan(markup.indexOf('<td>9.50</td>'));
  });

  it('marks the recommended point and says why one failed', () => {
    expect(markup).toMatch(/<tr class="marked">\s*<th scope="row"><bdi><span title="w\d[^"]*">★ /);
    expect(markup).toContain('FAILED WORKER_FAILED: It ended, &quot;badly&quot;.');
  });
});

describe('stageTable', () => {
  it('has the stages, and shares of the roofline where they are known', () => {
    const plain = stageTable(measuredPoints(exampleSweep().points)).markup;
    expect(plain).toContain(['0.13', '0.75', '0.63', '0.06', '0.25'].map((cell) => `<td>${cell}</td>`).join(''));
    expect(plain).not.toContain('Roofline');
    const full = stageTable(measuredPoints(wideSweep().points)).markup;
    expect(full).toContain('<td>71.0 % of compute</td>');
    expect(full).toMatch(/<td>\d+\.\d % of bandwidth<\/td>/);
  });
});
