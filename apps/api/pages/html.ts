/** Markup that is safe to send: whatever was put into it was escaped, or was markup itself. */
export class Html {
  constructor(readonly text: string) {}
}

type Inserted = Html | string | number | null | undefined | readonly Inserted[];

/** Markup as a template: text that is put in is escaped, lists follow each other, nothing is nothing. */
export function html(parts: TemplateStringsArray, ...inserted: Inserted[]): Html {
  return new Html(
    parts.map((part, index) => part + (index < inserted.length ? textOf(inserted[index]) : '')).join(''),
  );
}

function textOf(value: Inserted): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(textOf).join('');
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
