import { EventCodec } from '../event-sourcing/event-codec';
import { assessmentEvents } from './assessment/assessment-events';
import { caseEvents } from './case/case-events';
import { catalogueEvents } from './catalogue/catalogue-events';
import { customerEvents } from './customer/customer-events';

/** Every event there is, by name. */
export const domainEvents = { ...caseEvents, ...customerEvents, ...catalogueEvents, ...assessmentEvents };

/** Reads and writes every event there is. */
export const domainCodec = new EventCodec(caseEvents, customerEvents, catalogueEvents, assessmentEvents);

/** Where they stand: what else is in the log, such as the departments' feeds, follows from them. */
export const domainStreams = ['case-', 'customer-', 'catalogue-', 'assessment-'];
