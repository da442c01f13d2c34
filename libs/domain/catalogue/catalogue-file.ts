import { z } from 'zod';
import { publishableStandardSchema } from '../assessment/accreditation-standard';
import { calendarSchema } from '../standards/calendar';
import { standardSchema } from '../standards/standard';
import { departmentSchema, serviceSchema } from './catalogue-events';

/** What a council edits: any part of its catalogue. Publishing it is what makes it count. */
export const catalogueFileSchema = z.strictObject({
  departments: z.array(departmentSchema).max(1_000).default([]),
  services: z.array(serviceSchema).max(5_000).default([]),
  standards: z.array(standardSchema).max(500).default([]),
  calendars: z.array(calendarSchema).max(3).default([]),
  accreditationStandards: z.array(publishableStandardSchema).max(20).default([]),
});
export type CatalogueFile = z.infer<typeof catalogueFileSchema>;
