import { domainEvents } from '../domain/events';
import { departmentStream, isKnown, parseDepartmentEvent, sequenceText } from './department-event';
import { CaseAssigned, departmentEvents } from './department-events';

const types = Object.values(departmentEvents);

/** An event as it is delivered. */
const delivered = (changes: object = {}): Record<string, unknown> => ({
  specversion: '1.0',
  id: '6f9619ff-8b86-5d01-b42d-00cf4fc964ff',
  source: '/departments/highways/cases/7QK-4M2-9XD3',
  type: CaseAssigned.type,
  subject: '7QK-4M2-9XD3',
  time: '2026-06-01T09:30:00.000Z',
  recordedtime: '2026-06-01T09:31:00.000Z',
  datacontenttype: 'application/json',
  dataschema: `urn:guildhall:schema:${CaseAssigned.type}`,
  sequence: '0000000002',
  data: CaseAssigned.example,
  ...changes,
});

describe('what a department is told', () => {
  it.each(types.map((type) => [type.type, type] as const))('%s has an example that is valid', (type, one) => {
    expect(parseDepartmentEvent(delivered({ type, data: one.example })).data).toEqual(one.example);
  });

  it('has a language of its own: no event is called what the council calls one among itself', () => {
    for (const name of Object.keys(departmentEvents)) expect(Object.keys(domainEvents)).not.toContain(name);
    for (const { type } of types) expect(type).toMatch(/^guildhall\.case\.[a-z]+(-[a-z]+)*\.v[1-9]$/);
    expect(new Set(types.map(({ type }) => type)).size).toBe(types.length);
  });

  it('holds nothing that the contract does not name, whoever put it there', () => {
    const told = { ...CaseAssigned.example, name: 'Joan Carter' };
    expect(CaseAssigned.data.parse(told)).toEqual(CaseAssigned.example);
  });
});

describe('an event that was delivered', () => {
  it('is read from text and from what was parsed', () => {
    const event = parseDepartmentEvent(JSON.stringify(delivered()));
    expect(event).toEqual(parseDepartmentEvent(delivered()));
    expect(isKnown(event) && event.type === CaseAssigned.type && event.data.officer).toBe('p.shah');
  });

  it('may have fields and attributes that were added later', () => {
    const newer = delivered({ colour: 'red', data: { ...CaseAssigned.example, shift: 'night' } });
    expect(parseDepartmentEvent(newer)).toEqual({ ...delivered(), colour: 'red' });
  });

  it('may be of a type that was added later: it is let through, and said not to be known', () => {
    const newer = delivered({ type: 'guildhall.case.admired.v1', data: { anything: true } });
    const event = parseDepartmentEvent(newer);
    expect(event).toEqual(newer);
    expect(isKnown(event)).toBe(false);
  });

  it('that is not what its type says is refused by the name of the field', () => {
    const wrong = delivered({ data: { ...CaseAssigned.example, officer: 7 } });
    expect(() => parseDepartmentEvent(wrong)).toThrow(/guildhall\.case\.assigned\.v1 6f9619ff.*officer/);
    expect(() => parseDepartmentEvent(delivered({ subject: undefined }))).toThrow(/subject/);
    expect(() => parseDepartmentEvent('no JSON')).toThrow('The event is not JSON');
  });

  it('can be put in order by its sequence as text', () => {
    const counted = [1, 9, 10, 99, 100, 1_000_000].map(sequenceText);
    expect([...counted].sort()).toEqual(counted);
  });
});

describe('a department’s stream', () => {
  it('is named for the department', () => {
    expect(departmentStream('highways')).toBe('department-highways');
  });
});
