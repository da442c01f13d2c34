import type { Channel, Kind } from '@guildhall/domain/case/vocabulary';

/*
 * A town of 190,000 that does not exist. What its people ask for, how often, when in the year, and how: all of it is
 * here, to be read and changed.
 */

/** How people get in touch, in per cent: as a unitary council counted in 2014 (phone 61, email 30, visits 7), with its website since. */
const everyday: Partial<Record<Channel, number>> = {
  phone: 46,
  email: 23,
  online: 20,
  'in-person': 6,
  app: 3,
  social: 1.5,
  post: 0.5,
};
const byForm: Partial<Record<Channel, number>> = { online: 45, phone: 35, app: 12, email: 6, social: 2 };
const inWriting: Partial<Record<Channel, number>> = { email: 55, online: 38, post: 7 };

/** Every ward with its people in thousands, and its middle. */
export const wards = [
  { name: 'Castle Green', people: 22, lat: 54.561, lon: -1.318 },
  { name: 'Millfield', people: 25, lat: 54.574, lon: -1.301 },
  { name: 'Quayside', people: 19, lat: 54.567, lon: -1.287 },
  { name: 'St Aidan’s', people: 24, lat: 54.582, lon: -1.334 },
  { name: 'Thornley', people: 17, lat: 54.549, lon: -1.352 },
  { name: 'Hartsmoor', people: 21, lat: 54.591, lon: -1.275 },
  { name: 'Woodside and the Holme', people: 16, lat: 54.538, lon: -1.296 },
  { name: 'Market', people: 18, lat: 54.564, lon: -1.325 },
  { name: 'Eastfield', people: 15, lat: 54.577, lon: -1.262 },
  { name: 'Ashcombe Villages', people: 13, lat: 54.603, lon: -1.361 },
] as const;

/** What the town's people ask the council for. */
export interface Demand {
  service: string;
  /** Raised in an average week. */
  perWeek: number;
  /** Of the average, from January to December. */
  season?: readonly number[];
  channels: Partial<Record<Channel, number>>;
  kind?: Kind;
  /** What they say it is. */
  summaries: readonly string[];
  /** What the department does about it; without, it is answered and nobody goes out. */
  action?: string;
  /** Working hours until it is done, the median; how far they spread (0.3 little, 1 very). */
  takes: number;
  spread: number;
  /** How often the contact centre settles it there and then. */
  firstContact?: number;
  /** Forwarded to the wrong department first: how often, and where. */
  misroute?: { often: number; to: string };
  answers?: Readonly<Record<string, readonly string[]>>;
}

const winter = [1.6, 1.5, 1.3, 0.9, 0.7, 0.6, 0.5, 0.6, 0.8, 1.1, 1.4, 1.6];
const summer = [0.4, 0.5, 0.8, 1.1, 1.4, 1.6, 1.6, 1.4, 1.1, 0.8, 0.5, 0.4];
const afterFrost = [1.5, 1.9, 1.8, 1.2, 0.8, 0.6, 0.5, 0.5, 0.6, 0.7, 0.9, 1.1];
const afterBills = [0.9, 0.9, 1.9, 1.8, 1.1, 0.8, 0.8, 0.8, 0.9, 0.8, 0.8, 0.7];

export const demands: readonly Demand[] = [
  {
    service: 'missed-bin',
    perWeek: 62,
    season: [1.5, 1, 0.9, 1.1, 1.1, 1, 1, 1.1, 0.9, 0.9, 0.9, 1.2],
    channels: byForm,
    summaries: [
      'Bin not emptied',
      'Recycling was left',
      'The whole street was missed',
      'Garden bin not collected',
    ],
    action: 'Collect the missed bin',
    takes: 14,
    spread: 0.5,
    misroute: { often: 0.02, to: 'environment' },
    answers: { bin: ['refuse', 'recycling', 'garden'] },
  },
  {
    service: 'pothole',
    perWeek: 34,
    season: afterFrost,
    channels: byForm,
    summaries: ['Pothole', 'Deep hole by the kerb', 'Broken road surface', 'Loose slab on the pavement'],
    action: 'Repair the road surface',
    takes: 30,
    spread: 0.7,
  },
  {
    service: 'street-lighting-fault',
    perWeek: 21,
    season: winter,
    channels: byForm,
    summaries: ['Street light out', 'Lamp flickers all night', 'Light on in daylight', 'Lamp column damaged'],
    action: 'Replace the lantern',
    takes: 26,
    spread: 0.6,
    misroute: { often: 0.06, to: 'housing' },
  },
  {
    service: 'fly-tipping',
    perWeek: 28,
    season: summer,
    channels: byForm,
    summaries: [
      'Rubbish dumped',
      'Mattress and bags dumped',
      'Builders’ rubble in the lane',
      'Fridge dumped',
    ],
    action: 'Clear what was dumped',
    takes: 20,
    spread: 0.7,
    misroute: { often: 0.09, to: 'environment' },
  },
  {
    service: 'bulky-waste-collection',
    perWeek: 30,
    channels: byForm,
    summaries: ['Sofa to be collected', 'Fridge freezer to be collected', 'Two mattresses to be collected'],
    action: 'Collect the bulky items',
    takes: 45,
    spread: 0.4,
  },
  {
    service: 'street-cleansing',
    perWeek: 12,
    channels: byForm,
    summaries: ['Litter along the path', 'Broken glass', 'Street needs sweeping', 'Overflowing litter bin'],
    action: 'Clean it up',
    takes: 16,
    spread: 0.6,
    misroute: { often: 0.1, to: 'waste' },
  },
  {
    service: 'tree-or-hedge',
    perWeek: 11,
    season: summer,
    channels: byForm,
    summaries: ['Branch down', 'Hedge over the pavement', 'Tree touches the house', 'Tree looks dead'],
    action: 'Inspect and cut back',
    takes: 90,
    spread: 0.7,
    misroute: { often: 0.07, to: 'housing' },
  },
  {
    service: 'dog-fouling',
    perWeek: 7,
    season: winter,
    channels: byForm,
    summaries: ['Dog fouling', 'Dog fouling by the school gate'],
    action: 'Clean and patrol',
    takes: 20,
    spread: 0.6,
  },
  {
    service: 'graffiti',
    perWeek: 5,
    season: summer,
    channels: byForm,
    summaries: ['Graffiti on the underpass', 'Graffiti on a substation', 'Offensive graffiti'],
    action: 'Remove the graffiti',
    takes: 40,
    spread: 0.6,
  },
  {
    service: 'traffic-signal-fault',
    perWeek: 3,
    channels: byForm,
    summaries: ['Crossing does not change', 'Signals out at the junction'],
    action: 'Repair the signal',
    takes: 4,
    spread: 0.7,
  },
  {
    service: 'housing-repair',
    perWeek: 44,
    season: winter,
    channels: everyday,
    summaries: [
      'No hot water',
      'Leak under the sink',
      'Damp in the bedroom',
      'Back door does not lock',
      'Boiler keeps cutting out',
    ],
    action: 'Visit and repair',
    takes: 70,
    spread: 0.9,
  },
  {
    service: 'homelessness-advice',
    perWeek: 6,
    channels: everyday,
    summaries: ['Asked to leave at the end of the month', 'Nowhere to stay tonight'],
    takes: 3,
    spread: 0.8,
  },
  {
    service: 'council-tax-enquiry',
    perWeek: 58,
    season: afterBills,
    channels: everyday,
    summaries: [
      'Moved in last week',
      'Which band are we in?',
      'Single person discount',
      'Cannot pay this month',
      'Bill looks wrong',
    ],
    takes: 34,
    spread: 0.8,
    firstContact: 0.46,
  },
  {
    service: 'benefit-enquiry',
    perWeek: 24,
    channels: everyday,
    summaries: ['Change of hours at work', 'When will it be paid?', 'Letter I do not understand'],
    takes: 42,
    spread: 0.7,
    firstContact: 0.35,
  },
  {
    service: 'planning-enforcement',
    perWeek: 3,
    channels: inWriting,
    summaries: ['Extension larger than approved', 'Work on a listed building', 'Business run from a garage'],
    action: 'Site visit',
    takes: 110,
    spread: 0.6,
  },
  {
    service: 'general-enquiry',
    perWeek: 48,
    channels: everyday,
    summaries: [
      'Opening times',
      'Who do I talk to about…?',
      'Where is my polling station?',
      'How do I get a parking permit?',
    ],
    takes: 12,
    spread: 0.9,
    firstContact: 0.72,
  },
  {
    service: 'compliment-or-comment',
    perWeek: 5,
    channels: inWriting,
    summaries: ['Thank you to the bin crew', 'The new crossing is a great help', 'More benches, please'],
    takes: 20,
    spread: 0.6,
  },
  {
    service: 'complaint',
    perWeek: 7,
    channels: inWriting,
    summaries: [
      'Nobody came, twice',
      'Nobody called back',
      'Rude on the phone',
      'Told three different things',
    ],
    takes: 62,
    spread: 0.45,
  },
  {
    service: 'freedom-of-information',
    perWeek: 9,
    channels: { email: 80, online: 18, post: 2 },
    summaries: ['Spending on consultants', 'Parking fines by street', 'Contracts for school meals'],
    takes: 115,
    spread: 0.35,
  },
  {
    service: 'environmental-information',
    perWeek: 2,
    channels: { email: 85, online: 15 },
    summaries: ['Air quality readings', 'Contaminated land search'],
    takes: 100,
    spread: 0.35,
  },
];
