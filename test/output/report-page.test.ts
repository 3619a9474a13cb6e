import { describe, expect, it } from 'vitest';
import { facts, htmlTable, renderPage, section, tiles } from '../../src/output/report-page.ts';

describe('renderPage', () => {
  it('is a whole page that may load nothing', () => {
    const page = renderPage({ title: '<T>', lead: 'a & b', body: section('Part', 'x'), footer: 'end' });
    expect(page).toMatch(/^<!doctype html>\s*<html lang="en">/);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).toContain('<title>&lt;T&gt;</title>');
    expect(page).toContain('<h1>&lt;T&gt;</h1>');
    expect(page).toContain('<p class="lead">a &amp; b</p>');
    expect(page).toMatch(/<h2>Part<\/h2>\s*x/);
    expect(page).toMatch(/<\/html>\n$/);
    expect(page).not.toMatch(/https?:|<script|<link|src=/);
  });
});

describe('tiles and facts', () => {
  it('pair names with values', () => {
    const { markup } = tiles([{ label: 'RTF', figure: '0.1', detail: '<low>' }]);
    expect(markup).toMatch(/<dt>RTF<\/dt>\s*<dd>0\.1 <small>&lt;low&gt;<\/small><\/dd>/);
    expect(facts({ Model: 'a"b' }).markup).toMatch(/<dt>Model<\/dt>\s*<dd><bdi>a&quot;b<\/bdi><\/dd>/);
  });
});

describe('htmlTable', () => {
  it('has a caption and heads for columns and rows, and can be scrolled by keyboard', () => {
    const rows = [
      { head: 'a', cells: [1], isMarked: true },
      { head: 'b', cells: [], spanning: 'FAILED <why>' },
    ];
    const { markup } = htmlTable({ caption: 'All', columns: ['Name', 'Count'], rows });
    expect(markup).toContain('role="region" aria-label="All" tabindex="0"');
    expect(markup).toMatch(/<caption>\s*All\s*<\/caption>/);
    expect(markup).toContain('<th scope="col">Name</th><th scope="col">Count</th>');
    expect(markup).toMatch(/<tr class="marked">\s*<th scope="row"><bdi>a<\/bdi><\/th><td>1<\/td>/);
    expect(markup).toContain('<td class="text" colspan="1">FAILED &lt;why&gt;</td>');
  });
});
