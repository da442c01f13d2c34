import type { Catalogue } from '../catalogue/catalogue';
import type { Channel } from '../case/vocabulary';
import type { Scope } from './assessment-events';
import type { Published } from './rules/rule-kind';

/** How customers reach a council; the other channels are our own. */
const publicChannels: readonly Channel[] = ['online', 'app', 'phone', 'email', 'in-person', 'post', 'social'];

/** What a catalogue says that is evidence for an assessment of this scope. */
export function whatIsPublished(catalogue: Catalogue, { department, service: only }: Scope): Published {
  const services = catalogue
    .current()
    .services.map(({ definition }) => definition)
    .filter((service) => department === undefined || service.department === department)
    .filter(({ code }) => only === undefined || code === only);
  return {
    services: services.map((service) => ({
      name: service.name,
      hasStandard: Boolean(catalogue.standardFor({ kind: service.kind, channel: 'unknown', service })),
      isDescribed: service.keywords.length > 0 && service.group !== undefined,
    })),
    channels: publicChannels.map((name) => ({
      name,
      hasStandard: Boolean(catalogue.standardFor({ kind: 'enquiry', channel: name })),
    })),
  };
}
