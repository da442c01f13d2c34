import type { Job, JobPayload, QueueType } from './jobs';

const QUEUE_NAME = /^[a-z][a-z0-9-]{0,40}$/;
const ID = /^[A-Za-z0-9._-]{1,200}$/;
/** Ids, codes, positions and RFC 3339 instants. No space and no `@`: neither words nor addresses get through. */
const ID_LIKE = /^[A-Za-z0-9._:+/-]{1,200}$/;
/** Bytes of JSON: room for some ids. */
const LARGEST_PAYLOAD = 1_024;
/** The last instant that a JavaScript date can hold. */
const LAST_INSTANT = 8_640_000_000_000_000;

/** @throws TypeError naming the field and what it must be */
export function checkQueueName(name: string): void {
  if (!QUEUE_NAME.test(name))
    throw new TypeError(`name must be lower-case letters, digits and “-”, not ${name}`);
}

/** @throws TypeError naming the field and what it must be */
export function checkJob<Payload extends JobPayload>(type: QueueType<Payload>, job: Job<Payload>): void {
  checkId(job.id);
  if (!Number.isSafeInteger(job.at) || Math.abs(job.at) > LAST_INSTANT) {
    throw new TypeError(`at must be a whole number of UTC milliseconds, not ${job.at} (job ${job.id})`);
  }
  checkPayload(type, job.payload);
}

/** @throws TypeError when this cannot be the id of a job or of a repeating one */
export function checkId(id: string): void {
  if (!ID.test(id)) {
    throw new TypeError(`id must be up to 200 letters, digits, “.”, “_” and “-”, not ${JSON.stringify(id)}`);
  }
}

/** @throws TypeError naming the field; what it holds is not repeated, since it may be what must not be stored */
export function checkPayload<Payload extends JobPayload>(type: QueueType<Payload>, payload: Payload): void {
  const result = type.payload.safeParse(payload);
  if (!result.success) {
    const fields = result.error.issues.map(({ path }) => ['payload', ...path].join('.'));
    throw new TypeError(`${fields.join(', ')} is not what the queue ${type.name} takes`);
  }
  for (const [field, value] of Object.entries(payload)) {
    if (typeof value !== 'string' || ID_LIKE.test(value)) continue;
    throw new TypeError(
      `payload.${field} must be an id, a code or an instant: jobs carry no words, so that they carry nothing personal`,
    );
  }
  if (JSON.stringify(payload).length > LARGEST_PAYLOAD) {
    throw new TypeError(
      `payload must be at most ${LARGEST_PAYLOAD} bytes of JSON: ids, not what they stand for`,
    );
  }
}
