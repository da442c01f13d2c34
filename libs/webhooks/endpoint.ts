/** `disabled`: by Guildhall, because the receiver would not have it; `paused`: by somebody, for a while. */
export type Standing = 'active' | 'paused' | 'disabled';

/** A secret as it is kept: sealed, and open as to when. Instants are UTC milliseconds. */
export interface SealedSecret {
  box: string;
  createdAt: number;
  /** Signs until then; for ever when undefined. */
  expiresAt?: number;
}

/** The event at the cursor could not be delivered so far. */
export interface Failing {
  /** Attempts at it, from 1. */
  attempts: number;
  /** When it was tried first. */
  since: number;
  /** When it is tried again. */
  dueAt: number;
  reason: string;
}

/** Where a department's events are sent. Instants are UTC milliseconds. */
export interface Endpoint {
  id: string;
  department: string;
  url: string;
  description: string;
  /** Types of events that are sent; all when undefined. */
  eventTypes: readonly string[] | undefined;
  secrets: readonly SealedSecret[];
  /** The revision of the feed that comes next: what is before it has been delivered, or was not wanted. */
  next: number;
  standing: Standing;
  /** Why it stands so; undefined when it is active. */
  reason: string | undefined;
  since: number;
  failing: Failing | undefined;
  /** Deliveries that succeeded and attempts that failed, since it was made. */
  delivered: number;
  failed: number;
  deliveredAt: number | undefined;
  createdAt: number;
  /** When this was read: now, by the clock that every instant here comes from. */
  readAt: number;
}

/** `feed`: in its turn; `replay`: again, because somebody asked; `ping`: a test. */
export type AttemptKind = 'feed' | 'replay' | 'ping';

/** One attempt at one delivery, as the log has it: of what came back, the status alone. */
export interface Attempt {
  id: string;
  kind: AttemptKind;
  /** Place of the event in the feed; undefined for a ping. */
  revision: number | undefined;
  /** `webhook-id`: the same at every attempt. */
  message: string;
  eventType: string;
  /** UTC milliseconds. */
  at: number;
  milliseconds: number;
  delivered: boolean;
  /** What the receiver answered with, if it did. */
  status: number | undefined;
  /** Why it was not delivered. */
  reason: string | undefined;
}
