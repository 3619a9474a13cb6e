import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeHtml, html, trustedMarkup } from '../../src/output/html.ts';

describe('html', () => {
  it('escapes text and numbers, keeps markup, and puts lists together', () => {
    const items = ['a & b', '<i>'].map((text) => html`<li>${text}</li>`);
    const markup = html`<p title="${'say "hi"'}">${items}${3}${trustedMarkup('<hr>')}</p>`.markup;
    expect(markup).toBe('<p title="say &quot;hi&quot;"><li>a &amp; b</li><li>&lt;i&gt;</li>3<hr></p>');
  });
});

describe('escapeHtml', () => {
  it('leaves nothing that could end an element or an attribute, or turn the direction of text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escapeHtml(text)).not.toMatch(/[<>"'\u202A-\u202E\u2066-\u2069\0]|&(?!(amp|lt|gt|quot|#39);)/u);
      }),
    );
  });

  it('shows where a control character was, and keeps other scripts', () => {
    expect(escapeHtml('a\u202Egpj.\u0007日本 عربي')).toBe('a\uFFFDgpj.\uFFFD日本 عربي');
  });
});
