import type { Actor, EventMetadata } from '../event-sourcing/metadata';

/** Who asks, when, and in which conversation: what a command comes with beside what it says. */
export interface CommandContext {
  /** The same id is the same command: it is carried out once however often it is sent. */
  commandId: string;
  actor: Actor;
  correlationId: string;
  /** The event or command that led to this one; itself when nothing did. */
  causationId?: string;
  traceparent?: string;
  /** Now: RFC 3339, UTC. */
  recordedAt: string;
  /** When it happened: not after `recordedAt`. */
  occurredAt: string;
  /** The revision the caller saw (If-Match): the command only stands if the stream is still there. */
  expectedRevision?: number;
  provenance?: EventMetadata['provenance'];
}
