import {
  type Calendar,
  type CalendarCode,
  type CalendarDefinition,
  calendarFrom,
} from '../standards/calendar';
import type { AccreditationStandard } from '../assessment/accreditation-standard';
import type { StandardDefinition } from '../standards/standard';
import type { Channel, Kind, Versioned } from '../case/vocabulary';
import type { Department, Service, StoredCatalogueEvent } from './catalogue-events';

/** A definition with the version of it that was published. */
export interface Published<Definition> {
  version: number;
  definition: Definition;
}

/** All that has been published, every version of it: what cases are pinned to. A fold over the log and nothing else. */
export class Catalogue {
  private readonly departments = new Versions<Department>();
  private readonly services = new Versions<Service>();
  private readonly standards = new Versions<StandardDefinition>();
  private readonly calendarDefinitions = new Versions<CalendarDefinition>();
  private readonly accreditationStandards = new Versions<AccreditationStandard>();
  private calendars = new Map<CalendarCode, Calendar>();

  apply({ type, data }: StoredCatalogueEvent): void {
    switch (type) {
      case 'DepartmentPublished':
        this.departments.add(data.definition.code, data);
        break;
      case 'ServicePublished':
        this.services.add(data.definition.code, data);
        break;
      case 'StandardPublished':
        this.standards.add(data.definition.code, data);
        break;
      case 'CalendarPublished':
        this.calendars = new Map();
        this.calendarDefinitions.add(data.definition.division, data);
        break;
      case 'AccreditationStandardPublished':
        this.accreditationStandards.add(data.definition.code, data);
    }
  }

  get isEmpty(): boolean {
    return this.services.latest().length === 0;
  }

  department(code: string): Published<Department> | undefined {
    return this.departments.find(code);
  }

  /** The service as it is now, or as it was in a version. */
  service(code: string, version?: number): Published<Service> | undefined {
    return this.services.find(code, version);
  }

  standard(code: string, version?: number): Published<StandardDefinition> | undefined {
    return this.standards.find(code, version);
  }

  /** What the council is accredited against, as it is now or as it was in a version. */
  accreditationStandard(code: string, version?: number): Published<AccreditationStandard> | undefined {
    return this.accreditationStandards.find(code, version);
  }

  /** Bank holidays as published now: clocks that run move with it. */
  calendar(code: CalendarCode): Calendar {
    const known = this.calendars.get(code);
    if (known) return known;
    const made = calendarFrom(
      this.calendarDefinitions.latest().map(({ definition }) => definition),
      code,
    );
    this.calendars.set(code, made);
    return made;
  }

  /** Everything as it is now, in order of code. */
  current(): {
    departments: readonly Published<Department>[];
    services: readonly Published<Service>[];
    standards: readonly Published<StandardDefinition>[];
    calendars: readonly Published<CalendarDefinition>[];
    accreditationStandards: readonly Published<AccreditationStandard>[];
  } {
    return {
      departments: this.departments.latest(),
      services: this.services.latest(),
      standards: this.standards.latest(),
      calendars: this.calendarDefinitions.latest(),
      accreditationStandards: this.accreditationStandards.latest(),
    };
  }

  /**
   * Which standard is owed: the complaint stage's, else the service's, else the kind's, else the channel's; none of
   * them means that the case is not measured.
   */
  standardFor(query: {
    kind: Kind;
    channel: Channel;
    service?: Service;
    complaintStage?: 1 | 2;
  }): Versioned | undefined {
    const { kind, channel, service, complaintStage = 1 } = query;
    const standards = this.standards.latest();
    const appliesTo = (test: (to: NonNullable<StandardDefinition['appliesTo']>) => boolean | undefined) =>
      standards.find(({ definition }) => definition.appliesTo && test(definition.appliesTo));
    const chosen =
      (kind === 'complaint' ? appliesTo((to) => to.complaintStage === complaintStage) : undefined) ??
      (service?.standard ? this.standard(service.standard) : undefined) ??
      appliesTo((to) => to.kinds?.includes(kind)) ??
      appliesTo((to) => to.channels?.includes(channel));
    return chosen && { code: chosen.definition.code, version: chosen.version };
  }
}

/** Every version of every definition of one sort, the latest last. */
class Versions<Definition> {
  private readonly byCode = new Map<string, Published<Definition>[]>();
  private inOrder: readonly Published<Definition>[] | undefined;

  add(code: string, { version, definition }: Published<Definition>): void {
    const versions = this.byCode.get(code) ?? [];
    if (versions.some((known) => known.version === version)) return;
    this.byCode.set(code, [...versions, { version, definition }]);
    this.inOrder = undefined;
  }

  find(code: string, version?: number): Published<Definition> | undefined {
    const versions = this.byCode.get(code);
    return version === undefined ? versions?.at(-1) : versions?.find((one) => one.version === version);
  }

  /** In order of code. */
  latest(): readonly Published<Definition>[] {
    this.inOrder ??= [...this.byCode.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, versions]) => versions.slice(-1));
    return this.inOrder;
  }
}
