import type { z } from 'zod';
import { type Kind, kindSchema } from '@guildhall/domain/case/vocabulary';
import type { Department, Service, serviceSchema } from '@guildhall/domain/catalogue/catalogue-events';
import { type CatalogueFile, catalogueFileSchema } from '@guildhall/domain/catalogue/catalogue-file';
import type { Row } from '../csv/row';
import { ImportFailed } from '../import-failed';
import { holds } from '../mapping/condition';
import type { DerivedCatalogue, Mapping } from '../mapping/mapping';
import type { PublishedCatalogue } from '../sinks/history-sink';
import { type Classification, classify } from './classification';
import type { CodedNames } from './coded-names';

/** What the rows say of one service, and how often. */
interface ServiceSeen {
  name: string;
  groups: Counts;
  kinds: Counts<Kind>;
  /** Department and queue, as `highways/potholes`. */
  desks: Counts;
}

/** The departments, queues and services that a file's rows name. */
export class CatalogueOfRows {
  private readonly departments = new Map<string, { name: string; queues: Map<string, string> }>();
  private readonly services = new Map<string, ServiceSeen>();

  constructor(
    private readonly mapping: Mapping,
    private readonly options: DerivedCatalogue,
    private readonly names: CodedNames,
  ) {}

  add(row: Row): void {
    const { mapping, names } = this;
    if (mapping.rejects.some((condition) => holds(condition, row))) return;
    const { service, group, kind, department, queue } = classify(row, mapping, names);
    const desk = this.desk(department, queue);
    if (service?.code === undefined) return;
    const seen = this.services.get(service.code) ?? newlySeen(service.name);
    this.services.set(service.code, seen);
    seen.groups.add(group);
    seen.kinds.add(kindSchema.safeParse(kind).data);
    seen.desks.add(desk);
  }

  /**
   * What must be published so that every row finds its place: services not published yet, and departments that lack a
   * queue. What is published already stays as the council has it.
   * @throws ImportFailed when no row says which department a service belongs to, and the mapping does not either
   */
  additionsTo(published: PublishedCatalogue): CatalogueFile {
    const services = this.servicesBeside(published.services);
    const departments = this.departmentsBeside(published.departments);
    const { data, error } = catalogueFileSchema.safeParse({ departments, services });
    if (data) return data;
    const faults = error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
    throw new ImportFailed(
      `The services and departments that the file names make no catalogue. Do the mapping’s columns hold them?\n${faults.join('\n')}`,
    );
  }

  private departmentsBeside(published: readonly Department[]): Department[] {
    return [...this.departments].flatMap(([code, { name, queues }]) => {
      const known = published.find((one) => one.code === code);
      const added = [...queues]
        .filter(([queue]) => !known?.queues.some((one) => one.code === queue))
        .map(([queue, title]) => ({ code: queue, name: title }));
      return added.length > 0
        ? [{ code, name: known?.name ?? name, queues: [...(known?.queues ?? []), ...added] }]
        : [];
    });
  }

  /** Services whose rows name no department may bring the mapping's own among the departments. */
  private servicesBeside(published: readonly Service[]): z.input<typeof serviceSchema>[] {
    const { standard } = this.options;
    return [...this.services]
      .filter(([code]) => !published.some((known) => known.code === code))
      .map(([code, { name, desks, groups, kinds }]) => {
        const [department = '', queue = ''] = (desks.most() ?? this.deskOfMapping(name)).split('/');
        return { code, name, kind: kinds.most(), department, queue, standard, group: groups.most() };
      });
  }

  private desk(department: Classification['department'], queue: Classification['queue']): string | undefined {
    if (department?.code === undefined || queue?.code === undefined) return undefined;
    const known = this.departments.get(department.code) ?? {
      name: department.name,
      queues: new Map<string, string>(),
    };
    this.departments.set(department.code, known);
    if (!known.queues.has(queue.code)) known.queues.set(queue.code, queue.name);
    return `${department.code}/${queue.code}`;
  }

  private deskOfMapping(service: string): string {
    const { department, queue } = this.options;
    const named = (sort: string, name: string) => ({ name, code: this.names.code(sort, name) });
    const ofMapping = department === undefined ? undefined : named('departments', department);
    const desk =
      ofMapping &&
      this.desk(
        ofMapping,
        queue === undefined ? ofMapping : named(`queues of ${ofMapping.code ?? ''}`, queue),
      );
    if (desk) return desk;
    throw new ImportFailed(
      `No row says which department the service “${service}” belongs to. Name one in the mapping: "catalogue": { "derive": true, "department": "Customer services" }.`,
    );
  }
}

/** How often each of some words was said. */
class Counts<Word extends string = string> {
  private readonly counts = new Map<Word, number>();

  add(word: Word | undefined): void {
    if (word !== undefined) this.counts.set(word, (this.counts.get(word) ?? 0) + 1);
  }

  /** What was said most often, and of those first. */
  most(): Word | undefined {
    let most: Word | undefined;
    for (const [word, count] of this.counts) {
      if (most === undefined || count > (this.counts.get(most) ?? 0)) most = word;
    }
    return most;
  }
}

const newlySeen = (name: string): ServiceSeen => ({
  name,
  groups: new Counts(),
  kinds: new Counts(),
  desks: new Counts(),
});
