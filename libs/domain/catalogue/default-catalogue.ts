import customerServiceExcellence from '../assessment/default/customer-service-excellence.json';
import calendars from './default/calendars.json';
import departments from './default/departments.json';
import services from './default/services.json';
import standards from './default/standards.json';
import { type CatalogueFile, catalogueFileSchema } from './catalogue-file';

/**
 * What an empty installation starts with: a council's usual departments and services, the standards that statute and
 * good practice set, the bank holidays published by GOV.UK (Open Government Licence v3), and Customer Service
 * Excellence in our own words. All of it is the council's to change.
 */
export function defaultCatalogue(): CatalogueFile {
  return catalogueFileSchema.parse({
    calendars,
    departments,
    services,
    standards,
    accreditationStandards: [customerServiceExcellence],
  });
}
