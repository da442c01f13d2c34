import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedEventStore } from '../event-store/embedded/embedded-event-store';
import { type NodeOptions, startNode, type RunningNode } from '../eventstoredb-node/start-node';

/** A server of the EventStoreDB protocol, over a log in a folder of its own. */
export class ProtocolNode {
  private constructor(
    /** The log that it serves, to look at and to append to behind its back. */
    readonly store: EmbeddedEventStore,
    private readonly node: RunningNode,
    private readonly folder: string,
  ) {}

  /** On a free port of this machine, unless it is told otherwise. */
  static async start(options: Partial<Omit<NodeOptions, 'store'>> = {}): Promise<ProtocolNode> {
    const folder = mkdtempSync(join(tmpdir(), 'guildhall-node-'));
    const store = EmbeddedEventStore.open({ file: join(folder, 'events.db') });
    const node = await startNode({ store, listen: { host: '127.0.0.1', port: 0 }, ...options });
    return new ProtocolNode(store, node, folder);
  }

  get connectionString(): string {
    return this.node.connectionString;
  }

  /** `127.0.0.1:2113` */
  get address(): string {
    return this.node.address;
  }

  async dispose(): Promise<void> {
    await this.node.stop();
    await this.store.close();
    rmSync(this.folder, { recursive: true });
  }
}
