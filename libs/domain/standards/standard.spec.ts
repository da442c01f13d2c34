import { type z } from 'zod';
import { standardSchema } from './standard';

type StandardFile = z.input<typeof standardSchema>;

const standard: StandardFile = {
  code: 'letters-and-emails',
  name: 'Letters and emails',
  calendar: 'england-and-wales',
  openingHours: { mon: ['09:00', '17:00'] },
  targets: [{ target: 'respond', within: { amount: 10, unit: 'working-days' } }],
};

function refusals(changed: Record<string, unknown>): string[] {
  const { error } = standardSchema.safeParse({ ...standard, ...changed });
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

function refusalsOfTarget(changed: Record<string, unknown>): string[] {
  return refusals({ targets: [{ ...standard.targets[0], ...changed }] });
}

describe('a standard', () => {
  it('counts from when the query was raised unless it says otherwise', () => {
    expect(standardSchema.parse(standard).targets[0]?.from).toBe('raised');
  });

  it('may leave the opening hours out when nothing hangs on them', () => {
    expect(
      refusals({ openingHours: {}, targets: [{ target: 'respond', within: { amount: 24, unit: 'hours' } }] }),
    ).toEqual([]);
  });

  it('needs a working day to count working days', () => {
    expect(refusals({ openingHours: {} })).toEqual([
      'openingHours: a target in working-days needs a weekday with opening hours',
    ]);
  });

  it('opens before it closes', () => {
    expect(refusals({ openingHours: { mon: ['17:00', '09:00'] } })).toEqual([
      'openingHours.mon: must open before it closes, on the same day',
    ]);
  });

  it('sets each target once', () => {
    expect(refusals({ targets: [standard.targets[0], standard.targets[0]] })).toEqual([
      'targets.1.target: respond is set twice',
    ]);
  });

  it('refuses words that it does not know', () => {
    expect(refusals({ grace: 3 })).toEqual([': Unrecognized key: "grace"']);
  });
});

describe('a target of a standard', () => {
  it('gives a whole, positive amount of time', () => {
    expect(refusalsOfTarget({ within: { amount: 0, unit: 'working-days' } })).toHaveLength(1);
    expect(refusalsOfTarget({ within: { amount: 1.5, unit: 'working-days' } })).toHaveLength(1);
  });

  it('does not count the acknowledgement from itself', () => {
    expect(refusalsOfTarget({ target: 'acknowledge', from: 'acknowledged' })).toEqual([
      'targets.0.from: the acknowledgement cannot be counted from itself',
    ]);
  });

  it('ends with a day only when it counts days', () => {
    expect(refusalsOfTarget({ within: { amount: 4, unit: 'working-hours' }, ends: 'end-of-day' })).toEqual([
      'targets.0.ends: a target in working-hours ends at a time, not with a day',
    ]);
  });

  it('ends at close of business only on days that have one', () => {
    expect(refusalsOfTarget({ ends: 'close-of-business' })).toEqual([]);
    expect(
      refusalsOfTarget({ within: { amount: 4, unit: 'calendar-days' }, ends: 'close-of-business' }),
    ).toHaveLength(1);
  });

  it('excludes days for a pause only when it counts days', () => {
    expect(refusalsOfTarget({ within: { amount: 4, unit: 'hours' }, pauseExcludes: 'every-day' })).toEqual([
      'targets.0.pauseExcludes: a target in hours gives a pause back exactly',
    ]);
  });
});
