import { codeSchema } from '@guildhall/domain/case/vocabulary';
import { codeOfName } from './code-of-name';

describe('The code of a name', () => {
  it.each([
    ['Street Lighting', 'street-lighting'],
    ['Missed Trash/Recycling/Yard Waste/Bulk Item', 'missed-trash-recycling-yard-waste-bulk-item'],
    ['  Heat - Excessive  Insufficient ', 'heat-excessive-insufficient'],
    ["Mayor's 24 Hour Hotline", 'mayors-24-hour-hotline'],
    ['Dŵr a Charthffosiaeth', 'dwr-a-charthffosiaeth'],
    ['Straßenbeleuchtung', 'strassenbeleuchtung'],
    ['highways-north', 'highways-north'],
  ])('of “%s” is %s', (name, code) => {
    expect(codeOfName(name)).toBe(code);
  });

  it('is a code the catalogue takes, however long the name', () => {
    const code = codeOfName('Pavement '.repeat(40));
    expect(codeSchema.safeParse(code)).toMatchObject({ success: true });
    expect(code).toMatch(/^pavement-pavement-/);
  });

  it('keeps two long names apart that differ only at the end', () => {
    const name = 'Request for a new dropped kerb '.repeat(4);
    expect(codeOfName(`${name} (home)`)).not.toBe(codeOfName(`${name} (shop)`));
  });

  it('is none when the name has no letter or digit', () => {
    expect(codeOfName('???')).toBeUndefined();
  });
});
