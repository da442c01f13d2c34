import { createHash } from 'node:crypto';
import { Html, html } from './html';

/** A page that needs nothing beside itself. */
export interface Page {
  title: string;
  style: string;
  body: Html;
}

/** The whole of it, as a browser takes it. */
export function page({ title, style, body }: Page): string {
  // Our own, and allowed by its digest: not a character may be added to it.
  const styled = new Html(`<style>${style}</style>`);
  return html`<!doctype html>
    <html lang="en-GB">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        ${styled}
      </head>
      <body>
        ${body}
      </body>
    </html> `.text;
}

/**
 * What a browser may do with pages of this style: nothing is loaded from anywhere, and no script runs.
 * @param forms `'self'` where a form of the page asks for another
 */
export function policyOf(style: string, forms: "'none'" | "'self'" = "'none'"): string {
  const digest = createHash('sha256').update(style).digest('base64');
  return `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action ${forms}; frame-ancestors 'none'`;
}
