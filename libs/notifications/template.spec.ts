import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { carrierSchema, messageSchema } from '../domain/case/notification';
import { placeholders, Template } from './template';
import { readTemplates } from './templates';

const template = (text: string): Template => Template.parse('resolved.md', text);
const whole = (email: string, sms = 'Done.'): string =>
  `## Subject\n\nYour query\n\n## Email\n\n${email}\n\n## Text message\n\n${sms}\n`;

describe('a template', () => {
  it('is filled in with what is known of the case', () =>
    expect(
      template(whole('Dear ((name)),\n\nit is ((reference)).')).render('email', {
        name: 'Joan Carter',
        reference: '7QK-4M2-9XD3',
      }),
    ).toEqual({ subject: 'Your query', body: 'Dear Joan Carter,\n\nit is 7QK-4M2-9XD3.' }));

  it('leaves out the sentence that it has nothing to say in', () => {
    const text = whole('Dear ((name)),\n\nWe have it. You hear by ((due)).', 'We have it. By ((due)). Bye.');
    expect(template(text).render('email', {}).body).toBe('We have it.');
    expect(template(text).render('sms', {})).toEqual({ body: 'We have it. Bye.' });
  });

  it('is a letter in the words of the email, unless it has some of its own', () => {
    expect(template(whole('By mail.')).render('post', {}).body).toBe('By mail.');
    expect(template(`${whole('By mail.')}## Letter\nBy post.`).render('post', {}).body).toBe('By post.');
  });

  it('never lets a customer’s own words become another placeholder or another header', () => {
    const { subject, body } = template(
      whole('((summary))').replace('Your query', 'About ((summary))'),
    ).render('email', {
      summary: 'a ((name)) $& b\r\nBcc: all@example.org',
      name: 'Joan',
    });
    expect(body).toBe('a ((name)) $& b\r\nBcc: all@example.org');
    expect(subject).toBe('About a ((name)) $& b Bcc: all@example.org');
  });

  it('takes no text message that Notify would not', () => {
    expect(() => template(whole('x', 'a'.repeat(919)))).toThrow('longer than 918');
    const long = template(whole('x', '((summary))')).render('sms', { summary: 'a'.repeat(2_000) });
    expect(long.body).toHaveLength(918);
  });

  it.each([
    ['an unknown placeholder', whole('It is ((refrence)).'), 'line 7: there is no placeholder ((refrence))'],
    ['one that is not closed', whole('It is ((reference).'), 'line 7: a placeholder is not closed'],
    ['an unknown part', `${whole('x')}## Fax\n`, 'line 12: there is no part “Fax”'],
    ['a part twice', `${whole('x')}## Email\ny`, 'line 12: “Email” is there twice'],
    ['a part without words', whole('', 'x'), 'the part ## Email has no words'],
    ['words before any part', `Hello\n${whole('x')}`, 'line 1: this stands before the first heading'],
  ])('is refused with %s, by file and line', (_, text, fault) =>
    expect(() => template(text)).toThrow(`resolved.md, ${fault.startsWith('line') ? fault : ''}`),
  );
});

describe('the templates that ship', () => {
  const everything = Object.fromEntries(Object.keys(placeholders).map((name) => [name, `<${name}>`]));

  it.each(messageSchema.options)('have whole sentences for %s, whatever is known', (message) => {
    const { [message]: shipped } = readTemplates(undefined);
    for (const carrier of carrierSchema.options) {
      for (const particulars of [everything, { reference: '7QK-4M2-9XD3' }]) {
        const { subject = 'none', body } = shipped.render(carrier, particulars);
        expect(subject).not.toBe('');
        expect(body).not.toBe('');
        expect(subject + body).not.toMatch(/\(\(|\)\)|undefined/);
      }
    }
  });
});

describe('a council’s own templates', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'guildhall-templates-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('stand in for those that ship, one by one', () => {
    writeFileSync(join(folder, 'resolved.md'), whole('In our own words.'));
    const templates = readTemplates(folder);
    expect(templates.resolved.render('email', {}).body).toBe('In our own words.');
    expect(templates.delay.render('email', { reference: 'R' }).body).not.toBe('');
  });
  it('are refused when they are called after no message', () => {
    writeFileSync(join(folder, 'resolvd.md'), whole('x'));
    expect(() => readTemplates(folder)).toThrow('resolvd.md is the template of no message');
  });
  it('are refused with every fault at once', () => {
    writeFileSync(join(folder, 'resolved.md'), whole('((a))'));
    writeFileSync(join(folder, 'delay.md'), whole('((b))'));
    expect(() => readTemplates(folder)).toThrow(/resolved\.md, line 7.*\n.*delay\.md, line 7/);
  });
  it('are refused when there is no such folder', () =>
    expect(() => readTemplates(join(folder, 'nowhere'))).toThrow('GUILDHALL_TEMPLATES'));
});
