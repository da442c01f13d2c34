import { outcomesOf, unfitOutcome } from './outcomes-of-kind';
import { kindSchema, outcomeSchema } from './vocabulary';

describe('how a case ends', () => {
  it('is upheld or not only of a complaint', () => {
    expect(unfitOutcome('upheld', 'complaint')).toBeUndefined();
    expect(unfitOutcome('upheld', 'service-request')?.code).toBe('outcome-not-for-kind');
  });

  it('is never, of a complaint, that there was no action needed', () =>
    expect(unfitOutcome('no-action-needed', 'complaint')?.code).toBe('outcome-not-for-kind'));

  it('is refused with those outcomes that there are, and with the field that names another', () =>
    expect(unfitOutcome('partly-upheld', 'enquiry', 'resolved.outcome')).toMatchObject({
      reason: expect.stringContaining('fixed, answered, no-action-needed, not-responsible') as unknown,
      field: 'resolved.outcome',
    }));

  it.each(kindSchema.options)('can be that a %s was answered, or is not ours', (kind) =>
    expect(outcomesOf(kind)).toEqual(expect.arrayContaining(['answered', 'not-responsible'])),
  );

  it.each(outcomeSchema.options)('can be %s for some kind', (outcome) =>
    expect(kindSchema.options.some((kind) => outcomesOf(kind).includes(outcome))).toBe(true),
  );
});
