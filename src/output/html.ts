import { sanitizeText } from './display-text.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Markup that is safe to put into a page; only {@link html} and {@link trustedMarkup} make it. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

/** What may stand in a template: text is escaped, markup stays, lists are put together. */
export type HtmlValue = Html | string | number | readonly HtmlValue[];

/** Markup from a template, in which every text is escaped. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const pieces = strings.map((text, index) => text + toMarkup(values[index] ?? ''));
  return new Html(pieces.join(''));
}

/** Markup that this program made itself, such as a plot; never text from outside. */
export function trustedMarkup(markup: string): Html {
  return new Html(markup);
}

/** Text on one line with everything escaped that HTML or bidirectional text would act on. */
export function escapeHtml(text: string): string {
  return sanitizeText(text).replace(/[&<>"']/gu, (letter) => ENTITIES[letter] ?? '');
}

function toMarkup(value: HtmlValue): string {
  if (value instanceof Html) return value.markup;
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return value.map(toMarkup).join('');
}
