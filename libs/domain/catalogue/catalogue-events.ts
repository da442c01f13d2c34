import { z } from 'zod';
import { type EventOf, eventType, type StoredEventOf } from '../../event-sourcing/event-type';
import { accreditationStandardSchema } from '../assessment/accreditation-standard';
import { codeSchema, kindSchema } from '../case/vocabulary';
import { calendarSchema } from '../standards/calendar';
import { standardSchema } from '../standards/standard';

/*
 * What a council publishes: its departments, services, standards, calendars and what it is accredited against. Each publication is a dated version
 * in the stream of its definition; a case is pinned to the versions in force when it was raised.
 */

export const departmentSchema = z.strictObject({
  code: codeSchema,
  name: z.string().min(1).max(200),
  queues: z.array(z.strictObject({ code: codeSchema, name: z.string().min(1).max(200) })).min(1),
});
export type Department = z.infer<typeof departmentSchema>;

const serviceQuestionSchema = z.strictObject({
  code: codeSchema,
  text: z.string().min(1).max(500),
  answer: z.enum(['text', 'number', 'yes-no', 'choice']).default('text'),
  choices: z.array(z.string().min(1).max(200)).optional(),
  required: z.boolean().default(false),
});
export type ServiceQuestion = z.infer<typeof serviceQuestionSchema>;

export const serviceSchema = z.strictObject({
  code: codeSchema,
  name: z.string().min(1).max(200),
  kind: kindSchema.default('service-request'),
  /** Where its queries go. */
  department: codeSchema,
  queue: codeSchema,
  /** The standard its queries are held to; without one the kind's or the channel's applies. */
  standard: codeSchema.optional(),
  group: z.string().min(1).max(100).optional(),
  keywords: z.array(z.string().min(1).max(60)).default([]),
  /** The number in the Local Government Service List. */
  lgsl: z.int().positive().optional(),
  questions: z.array(serviceQuestionSchema).default([]),
});
export type Service = z.infer<typeof serviceSchema>;

const version = z.int().positive();

export const DepartmentPublished = eventType({
  name: 'DepartmentPublished',
  version: 1,
  data: z.strictObject({ version, definition: departmentSchema }),
  example: {
    version: 1,
    definition: {
      code: 'highways',
      name: 'Highways',
      queues: [{ code: 'street-lighting', name: 'Street lighting' }],
    },
  },
});

export const ServicePublished = eventType({
  name: 'ServicePublished',
  version: 1,
  data: z.strictObject({ version, definition: serviceSchema }),
  example: {
    version: 1,
    definition: {
      code: 'street-lighting-fault',
      name: 'Street lighting fault',
      kind: 'service-request',
      department: 'highways',
      queue: 'street-lighting',
      standard: 'service-request-5-days',
      keywords: ['lamp', 'dark'],
      questions: [
        { code: 'column-number', text: 'Which number is on the column?', answer: 'text', required: false },
      ],
    },
  },
});

export const StandardPublished = eventType({
  name: 'StandardPublished',
  version: 3,
  data: z.strictObject({ version, definition: standardSchema }),
  upcasters: {
    // Version 2 can say more: months, and what a pause for a reason does. What was said before stands as it is.
    1: (stored) => stored,
    // Version 3 can say what becomes of a case whose customer does not answer.
    2: (stored) => stored,
  },
  example: {
    version: 1,
    definition: {
      code: 'service-request-5-days',
      name: 'Service request, 5 working days',
      calendar: 'england-and-wales',
      openingHours: { mon: ['09:00', '17:00'], tue: ['09:00', '17:00'], wed: ['09:00', '17:00'] },
      targets: [
        {
          target: 'resolve',
          within: { amount: 5, unit: 'working-days' },
          from: 'raised',
          ends: 'end-of-day',
        },
      ],
      unanswered: { tellAfterDays: 21, closeAfterDays: 7 },
    },
  },
});

export const CalendarPublished = eventType({
  name: 'CalendarPublished',
  version: 1,
  data: z.strictObject({ version, definition: calendarSchema }),
  example: {
    version: 1,
    definition: { division: 'scotland', holidays: [{ date: '2026-06-15', title: 'Bank holiday' }] },
  },
});

export const AccreditationStandardPublished = eventType({
  name: 'AccreditationStandardPublished',
  version: 1,
  data: z.strictObject({ version, definition: accreditationStandardSchema }),
  example: {
    version: 1,
    definition: {
      code: 'customer-service-excellence',
      name: 'Customer Service Excellence',
      numbering: 'unverified',
      award: { compliantShare: 80, months: 36, reviewEvery: 12, grace: 3 },
      fewest: 10,
      criteria: [
        {
          number: '1',
          title: 'Customer insight',
          subCriteria: [
            {
              number: '1.3',
              title: 'Customer satisfaction',
              elements: [
                {
                  number: '1.3.4',
                  title: 'Set stretching satisfaction targets; levels rise',
                  evidence: 'Target against trend',
                  computable: 'fully',
                  rules: [
                    {
                      kind: 'figure',
                      measure: 'satisfied-overall',
                      better: 'higher',
                      partial: 60,
                      compliant: 75,
                      plus: 85,
                    },
                  ],
                  reviews: [2],
                },
              ],
            },
          ],
        },
      ],
    },
  },
});

export const catalogueEvents = {
  DepartmentPublished,
  ServicePublished,
  StandardPublished,
  CalendarPublished,
  AccreditationStandardPublished,
} as const;

export type CatalogueEvent = EventOf<(typeof catalogueEvents)[keyof typeof catalogueEvents]>;
export type StoredCatalogueEvent = StoredEventOf<(typeof catalogueEvents)[keyof typeof catalogueEvents]>;
