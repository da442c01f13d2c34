import { divisions } from '../standards/calendar';
import type { Catalogue } from './catalogue';
import type { CatalogueFile } from './catalogue-file';

/** One thing that a catalogue names and nobody has published. */
export interface CatalogueFault {
  /** Where in the file: `services.3.queue`. */
  field: string;
  message: string;
}

/** What would not fit together once a file is published over what is in force: empty when all is well. */
export function faultsIn(file: CatalogueFile, inForce: Catalogue): CatalogueFault[] {
  const faults: CatalogueFault[] = [];
  const department = (code: string) =>
    file.departments.find((one) => one.code === code) ?? inForce.department(code)?.definition;
  const hasStandard = (code: string) =>
    file.standards.some((one) => one.code === code) || inForce.standard(code);
  const calendars = new Set([
    ...file.calendars.map(({ division }) => division),
    ...inForce.current().calendars.map(({ definition }) => definition.division),
  ]);

  for (const [index, { calendar }] of file.standards.entries()) {
    const missing = (calendar === 'united-kingdom' ? divisions : [calendar]).filter(
      (one) => !calendars.has(one),
    );
    if (missing.length > 0) {
      const message = `The bank holidays of ${missing.join(', ')} have not been published. Publish them along with it.`;
      faults.push({ field: `standards.${index}.calendar`, message });
    }
  }
  for (const [index, service] of file.services.entries()) {
    const owner = department(service.department);
    if (!owner) {
      const message = `No department is called “${service.department}”. Publish it along with the service.`;
      faults.push({ field: `services.${index}.department`, message });
    } else if (!owner.queues.some(({ code }) => code === service.queue)) {
      const message = `${owner.name} has no queue “${service.queue}”. Name one that it has, or publish it along with the service.`;
      faults.push({ field: `services.${index}.queue`, message });
    }
    if (service.standard && !hasStandard(service.standard)) {
      const message = `No standard is called “${service.standard}”. Publish it along with the service.`;
      faults.push({ field: `services.${index}.standard`, message });
    }
  }
  return faults;
}
