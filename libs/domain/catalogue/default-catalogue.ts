import calendars from './default/calendars.json';
import departments from './default/departments.json';
import services from './default/services.json';
import standards from './default/standards.json';
import { type CatalogueFile, catalogueFileSchema } from './catalogue-file';

/**
 * What an empty installation starts with: a council's usual departments and services, the standards that statute and good practice set
 * and the bank holidays published by GOV.UK (Open Government Licence v3). All of it is the council's to change.
 */
export function defaultCatalogue(): CatalogueFile {
  return catalogueFileSchema.parse({ calendars, departments, services, standards });
}
