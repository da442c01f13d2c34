import { Columns, Row } from '../csv/row';
import { mappingSchema } from '../mapping/mapping';
import { CodedNames } from './coded-names';
import { historyOfRow } from './history-of-row';

describe('A row of a town’s street reports', () => {
  const mapping = {
    source: 'street-reports',
    dates: { timeZone: 'Europe/London', format: ['dd/MM/yyyy HH:mm', 'dd/MM/yyyy'] },
    id: '{ref}',
    raised: { column: 'reported' },
    targets: { resolve: { column: 'due', timeOfDay: '17:00' } },
    acknowledged: { column: 'acknowledged' },
    forwarded: { column: 'sent', at: 'raised' },
    closed: { column: 'closed' },
    status: { column: 'status', map: { Done: 'closed', New: 'open', Cancelled: 'withdrawn' } },
    outcome: { column: 'result', map: { Fixed: 'fixed' }, contains: { 'not ours': 'not-responsible' } },
    explanation: '{result}',
    service: '{category}',
    department: '{team}',
    channel: { column: 'via', map: { Web: 'online' } },
    description: '{details}',
    ward: '{ward}',
    location: { lat: '{lat}', lon: '{lon}', unknown: [[54.57, -1.31]] },
    rejects: [{ column: 'state', equals: 'unconfirmed', because: 'Nobody confirmed the report.' }],
    redact: ['phone-numbers'],
  };
  const cells = {
    ref: 'SR-1',
    reported: '03/04/2023 09:12',
    due: '',
    acknowledged: '',
    sent: '',
    closed: '06/04/2023 15:00',
    status: 'Done',
    result: 'Fixed',
    category: 'Pothole',
    team: 'Highways',
    via: 'Web',
    details: '',
    ward: ' ',
    lat: '',
    lon: '',
    state: '',
  };

  function read(change: Partial<typeof cells> = {}, more: object = {}) {
    const row = { ...cells, ...change };
    return historyOfRow(
      new Row(2, new Columns(Object.keys(row)), Object.values(row)),
      mappingSchema.parse({ ...mapping, ...more }),
      new CodedNames({}),
      Date.parse('2023-06-01T00:00:00Z'),
    );
  }
  const historyFrom = (change?: Partial<typeof cells>, more?: object) => {
    const result = read(change, more);
    if (result.kind === 'rejected') throw new Error(JSON.stringify(result.faults));
    return { ...result.history, notes: result.notes.map(({ code }) => code) };
  };
  const faultsOf = (change?: Partial<typeof cells>, more?: object) => {
    const result = read(change, more);
    return result.kind === 'rejected' ? result.faults.map(({ code }) => code) : [];
  };

  it('becomes the history of a case', () => {
    expect(historyFrom()).toEqual({
      source: { system: 'street-reports', id: 'SR-1' },
      raisedAt: '2023-04-03T08:12:00.000Z',
      query: { service: 'pothole', channel: 'online', summary: 'Pothole' },
      steps: [
        {
          step: 'forward',
          at: '2023-04-03T08:12:00.000Z',
          provenance: 'derived',
          department: 'highways',
          queue: 'highways',
        },
        {
          step: 'resolve',
          at: '2023-04-06T14:00:00.000Z',
          provenance: 'observed',
          outcome: 'fixed',
          explanation: 'Fixed',
        },
        { step: 'close', at: '2023-04-06T14:00:00.000Z', provenance: 'observed' },
      ],
      notes: [],
    });
  });

  it('tells its steps in the order in which they happened', () => {
    const { steps } = historyFrom({ sent: '04/04/2023 10:00', acknowledged: '05/04/2023 10:00' });
    expect(steps.map(({ step, at, provenance }) => `${step} ${at} ${provenance}`)).toEqual([
      'forward 2023-04-04T09:00:00.000Z observed',
      'acknowledge 2023-04-05T09:00:00.000Z observed',
      'resolve 2023-04-06T14:00:00.000Z observed',
      'close 2023-04-06T14:00:00.000Z observed',
    ]);
  });

  it('of an open case has no ending', () => {
    const { steps } = historyFrom({ status: 'New', closed: '' });
    expect(steps.map(({ step }) => step)).toEqual(['forward']);
  });

  it('of a withdrawn case ends without an outcome', () => {
    const { steps } = historyFrom({ status: 'Cancelled', result: '' });
    expect(steps.map(({ step }) => step)).toEqual(['forward', 'withdraw']);
  });

  it('is closed when it has a closing date, where the mapping has no status', () => {
    const withoutStatus = { status: undefined };
    expect(historyFrom({}, withoutStatus).steps.at(-1)).toMatchObject({ step: 'close' });
    expect(historyFrom({ closed: '' }, withoutStatus).steps).toHaveLength(1);
  });

  it('that is open stays open whatever its closing date says', () => {
    for (const closed of ['06/04/2023', 'not yet']) {
      const { notes, steps } = historyFrom({ status: 'New', closed });
      expect([notes, steps.map(({ step }) => step)]).toEqual([['closing-date-ignored'], ['forward']]);
    }
  });

  it('keeps the target that the source set', () => {
    expect(historyFrom({ due: '10/04/2023' }).query.targets).toEqual({ resolve: '2023-04-10T16:00:00.000Z' });
  });

  it('with a target before it was raised has no target, and says so', () => {
    const { notes, query } = historyFrom({ due: '02/04/2023' });
    expect([query.targets, notes]).toEqual([undefined, ['target-before-raised']]);

    const targets = { resolve: { column: 'due', beforeRaised: 'reject' } };
    expect(faultsOf({ due: '02/04/2023' }, { targets })).toEqual(['target-before-raised']);
  });

  it.each([
    ['sent before it was raised', { sent: '01/04/2023 10:00' }],
    ['sent after it was closed', { sent: '07/04/2023 10:00' }],
  ])('leaves out that it was %s, and says so', (_, change) => {
    const { notes, steps } = historyFrom(change);
    expect([notes, steps.map(({ step }) => step)]).toEqual([['step-left-out'], ['resolve', 'close']]);
  });

  it('has a place only where that is known', () => {
    expect(historyFrom({ lat: '54.5649', lon: '-1.3134', ward: 'Hardwick' }).query.location).toEqual({
      lat: 54.5649,
      lon: -1.3134,
      ward: 'Hardwick',
    });
    for (const [lat, lon, note] of [
      ['54.57', '-1.31', 'unknown-location'],
      ['0', '0.0', 'unknown-location'],
      ['445102', '518987', 'unreadable-location'],
      ['54.57', '', 'unreadable-location'],
    ] as const) {
      const { notes, query } = historyFrom({ lat, lon });
      expect([query.location, notes]).toEqual([undefined, [note]]);
    }
  });

  it('loses telephone numbers, and says so', () => {
    const { notes, query } = historyFrom({ details: 'Deep. Ring 01642 000000.' });
    expect([query.description, notes]).toEqual(['Deep. Ring [phone number].', ['redacted']]);
  });

  it('takes the first of an hour that came twice, or the second where the first is before it was raised', () => {
    const night = { reported: '30/10/2022 01:50', closed: '30/10/2022 01:10' };
    const { notes, raisedAt, steps } = historyFrom(night);
    expect(raisedAt).toBe('2022-10-30T00:50:00.000Z');
    expect(steps.at(-1)?.at).toBe('2022-10-30T01:10:00.000Z');
    expect(notes).toEqual(['clocks-went-back', 'clocks-went-back']);
  });

  it('that is garbled is taken with a note', () => {
    expect(historyFrom({ details: 'Caf\uFFFD' }).notes).toEqual(['garbled']);
  });

  it('is shortened where it is too long', () => {
    const { notes, query } = historyFrom({ category: 'Pothole', details: 'x'.repeat(10_001) });
    expect([query.description?.length, notes]).toEqual([10_000, ['shortened']]);
  });

  it.each<[string, Partial<typeof cells>, string]>([
    ['without an id', { ref: '' }, 'no-id'],
    ['without a date', { reported: '' }, 'no-raised-date'],
    ['with a date that is none', { reported: '31/02/2023' }, 'unreadable-date'],
    ['with a closing date that is none', { closed: 'soon' }, 'unreadable-date'],
    ['that is closed and does not say when', { closed: '' }, 'closed-without-date'],
    ['closed before it was raised', { closed: '01/04/2023' }, 'closed-before-raised'],
    ['closed in the future', { closed: '01/04/2203' }, 'in-the-future'],
    ['from a channel that the mapping does not know', { via: 'Pigeon' }, 'unmapped-value'],
    ['with an ending that the mapping does not know', { result: 'Hm' }, 'unmapped-value'],
    ['that ended and does not say how', { result: '' }, 'no-outcome'],
    ['without a service', { category: '' }, 'no-service'],
    ['with a service that has no letters', { category: '???' }, 'no-code'],
    ['that the mapping leaves out', { state: 'unconfirmed', ref: '' }, 'left-out'],
  ])('%s is rejected', (_, change, fault) => {
    expect(faultsOf(change)).toEqual([fault]);
  });

  it('is rejected with all its faults, quoting nothing that must not be kept', () => {
    const result = read({ reported: 'Mrs Carter 01642 000000', ref: '' });
    expect(result).toMatchObject({
      faults: [
        { code: 'no-id' },
        { text: 'When it was raised (reported) cannot be read: “Mrs Carter [phone number]”.' },
      ],
    });
  });
});
