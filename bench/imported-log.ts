import type { CaseCommand } from '@guildhall/domain/case/case-commands';
import { defaultCatalogue } from '@guildhall/domain/catalogue/default-catalogue';
import { ask, raise } from '@guildhall/testing/case-builders';
import { LogBuilder } from '@guildhall/testing/log-builder';

const CASES = 20_000;
const EVENTS_OF_A_CASE = 4;
const MINUTE = 60_000;

/** Events of {@link importedLog}. */
export const IMPORTED_EVENTS = CASES * EVENTS_OF_A_CASE;

/** A log as an import leaves it: cases that were raised, forwarded, resolved and closed. */
export async function importedLog(): Promise<LogBuilder> {
  const log = await LogBuilder.open();
  const { services } = defaultCatalogue();
  for (let index = 0; index < CASES;) {
    const together: Promise<unknown>[] = [];
    for (; together.length < 500 && index < CASES; index++) {
      const service = services[index % services.length];
      if (service) together.push(log.aCase(...importedCase(index, service)));
    }
    await Promise.all(together);
  }
  return log;
}

/** A case every 25 minutes of a year, each service in turn, resolved within 400 hours. */
function importedCase(
  index: number,
  service: ReturnType<typeof defaultCatalogue>['services'][number],
): CaseCommand[] {
  const raisedAt = Date.UTC(2024, 3, 1, 8) + index * 25 * MINUTE;
  const after = (minutes: number): string => new Date(raisedAt + minutes * MINUTE).toISOString();
  const { code, department, queue, kind, standard } = service;
  return [
    raise(
      {
        kind,
        service: { code, version: 1 },
        standard: standard === undefined ? undefined : { code: standard, version: 1 },
        channel: 'unknown',
        summary: `${service.name} near number ${index % 200}`,
        location: { lat: 54.5, lon: -1.3, ward: `Ward ${index % 26}` },
        source: { system: 'the-old-one', id: String(index) },
      },
      after(0),
    ),
    ask('ForwardToDepartment', { department, queue }, after(5)),
    ask('Resolve', { outcome: kind === 'complaint' ? 'upheld' : 'answered' }, after(60 * (index % 400))),
    ask('Close', { reason: 'resolved' }, after(60 * (index % 400) + 30)),
  ];
}
