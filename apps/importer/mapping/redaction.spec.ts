import { redact, redactionSchema } from './redaction';

describe('What is taken out of free text', () => {
  const both = [redactionSchema.parse('emails'), redactionSchema.parse('phone-numbers')];

  it.each([
    ['Ring me on 01642 393939 please', 'Ring me on [phone number] please'],
    ['Tel (01642) 393-939 or +44 7700 900123.', 'Tel [phone number] or [phone number].'],
    ['mobile:07700900123', 'mobile:[phone number]'],
    ['call 617-635-4500 or 635-4500', 'call [phone number] or [phone number]'],
    ['write to joan.carter@example.org.uk, thanks', 'write to [email address], thanks'],
    ['The £1,000,000 bridge by no. 12, TS18 1AU', 'The £1,000,000 bridge by no. 12, TS18 1AU'],
    ['Reported 03/04/2023 at 54.5649,-1.3134', 'Reported 03/04/2023 at 54.5649,-1.3134'],
  ])('%s', (text, left) => {
    expect(redact(text, both)).toBe(left);
  });

  it('is also what the mapping describes', () => {
    const badges = redactionSchema.parse({ pattern: 'officer \\d+', with: 'an officer' });
    expect(redact('Officer 12 spoke to officer 345.', [badges])).toBe('an officer spoke to an officer.');
    expect(redact('Case 7', [redactionSchema.parse({ pattern: '\\d' })])).toBe('Case [redacted]');
  });
});
