import { type Metadata, status } from '@grpc/grpc-js';
import type { LogRecords } from '../../event-store/embedded/log-records';
import { accessDenied, ProtocolError } from '../errors';
import { isMetastream, parsed, rulesOf } from '../streams/stream-state';
import type { Caller, Users } from './users';

/** What may be done to a stream, by the name its access list has for it. */
export type Right = '$r' | '$w' | '$d' | '$mr' | '$mw';

const ADMINS = '$admins';
const EVERYONE = '$all';
/** Where the access lists stand that hold for streams without one of their own. */
const SETTINGS = '$settings';

/** Whoever comes through a door that is guarded otherwise: loopback, or a socket with file permissions. */
const TRUSTED: Caller = { name: 'admin', groups: [ADMINS] };

/** A call, as far as it says who makes it. */
export interface Calling {
  metadata: Metadata;
}

/**
 * Who may do what, as the protocol's server has it: `$admins` everything; others what a stream's `$acl` grants them,
 * else what `$settings` grants for streams in general, else everything except `$all` and the system's own streams.
 */
export class Gate {
  constructor(
    private readonly records: LogRecords,
    /** Left out: everyone who gets here is trusted. */
    private readonly users?: Users,
  ) {}

  /** @throws ProtocolError UNAUTHENTICATED when the call does not say who makes it, or cannot prove it */
  async admit({ metadata }: Calling): Promise<Caller> {
    if (!this.users) return TRUSTED;
    const [scheme, encoded = ''] = (metadata.get('authorization')[0]?.toString() ?? '').split(' ');
    const [, name = '', password = ''] =
      /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
    const caller = scheme?.toLowerCase() === 'basic' ? await this.users.verify(name, password) : undefined;
    if (!caller)
      throw new ProtocolError(status.UNAUTHENTICATED, 'Give the name and password of a user of this node');
    return caller;
  }

  /** @throws ProtocolError when the caller may not do this to the stream */
  demand(caller: Caller, right: Right, stream: string): void {
    if (!this.#may(caller, right, stream)) throw accessDenied();
  }

  /** @throws ProtocolError when the caller is not one of those who run the node */
  demandAdmin(caller: Caller): void {
    if (!caller.groups.includes(ADMINS)) throw accessDenied();
  }

  #may(caller: Caller, right: Right, stream: string): boolean {
    if (caller.groups.includes(ADMINS)) return true;
    if (isMetastream(stream)) {
      return this.#may(caller, right === '$r' ? '$mr' : '$mw', stream.slice(2));
    }
    if (caller.streams && !caller.streams.some((allowed) => covers(allowed, stream))) return false;
    const roles = rolesIn(rulesOf(this.records, stream).acl, right) ?? this.#byDefault(right, stream);
    return roles.some((role) => role === EVERYONE || role === caller.name || caller.groups.includes(role));
  }

  #byDefault(right: Right, stream: string): string[] {
    const isSystem = stream.startsWith('$');
    const settings = this.records.lastOf(SETTINGS);
    const lists = settings ? parsed(settings.data) : {};
    const list = isSystem ? lists.$systemStreamAcl : lists.$userStreamAcl;
    return rolesIn(list, right) ?? (isSystem ? [ADMINS] : [EVERYONE]);
  }
}

function covers(allowed: string, stream: string): boolean {
  return allowed.endsWith('*') ? stream.startsWith(allowed.slice(0, -1)) : stream === allowed;
}

/** Undefined when the list does not speak of this right. A role alone may stand for a list of one. */
function rolesIn(acl: unknown, right: Right): string[] | undefined {
  if (typeof acl !== 'object' || acl === null) return undefined;
  const roles = (acl as Record<string, unknown>)[right];
  if (roles === undefined || roles === null) return undefined;
  return [roles].flat().filter((role) => typeof role === 'string');
}
