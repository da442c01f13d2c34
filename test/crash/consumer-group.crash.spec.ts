import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { FeedBuilder } from '../../libs/testing/feed-builder';
import { onEachEngine } from '../../libs/testing/on-each-engine';
import { until } from '../../libs/testing/until';
import { FeedServer } from '../department-feeds/feed-server';
import type { Told } from '../processes/consume-until-killed';

const SCRIPT = join(process.cwd(), 'dist/test/processes/consume-until-killed.js');
const MEMBERS = 6;
const KILLS = 15;
const CASES = 60;
const EVENTS = 900;
const PATIENCE = { within: 90_000, every: 100 };

/** A member in a process of its own, which is replaced by another whenever it is killed. */
class Member {
  private child: ChildProcess;
  private listening: Promise<void>;
  private lives = 0;

  constructor(
    private readonly name: string,
    private readonly group: string,
    private readonly tell: (told: Told) => void,
  ) {
    [this.child, this.listening] = this.start();
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    await this.listening;
  }

  async killAndReplace(): Promise<void> {
    await this.kill();
    [this.child, this.listening] = this.start();
  }

  private start(): [ChildProcess, Promise<void>] {
    const parameters = ['--disable-warning=ExperimentalWarning', SCRIPT, this.group];
    const child = spawn(process.execPath, [...parameters, `${this.name}-${this.lives++}`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return [child, this.listen(child)];
  }

  private async listen({ stdout }: ChildProcess): Promise<void> {
    if (!stdout) return;
    for await (const line of createInterface(stdout)) {
      // The last line of one that is killed may be half a line.
      if (line.endsWith('}')) this.tell(JSON.parse(line) as Told);
    }
  }
}

onEachEngine((on) => {
  describe('A consumer group whose members are killed at random', () => {
    it('has every event acknowledged, each case in order, and no case in two hands at once', async () => {
      const feed = FeedBuilder.open();
      const place = await on.place();
      // On PostgreSQL two processes serve the group; a SQLite file has one.
      const servers = [await FeedServer.start(feed.store, place.databases)];
      if (on.engine === 'postgres') servers.push(await FeedServer.start(feed.store, await place.again()));
      const group = 'highways/consumer-groups/works-orders';
      await servers[0]?.ask('PUT', group, { maxAttempts: 100 });

      const told: Told[] = [];
      const acknowledged = new Set<string>();
      let onClaim: (member: number) => void = () => undefined;
      const members = Array.from({ length: MEMBERS }, (_, n) => {
        const { url } = servers[n % servers.length] as FeedServer;
        return new Member(`member-${n}`, `${url}/departments/${group}`, (one) => {
          told.push(one);
          if (one.what === 'claimed') onClaim(n);
          if (one.what === 'acknowledged') for (const id of one.ids) acknowledged.add(id);
        });
      });

      const references = Array.from({ length: EVENTS }, (_, n) => `R${(n * 7 + Math.floor(n / 50)) % CASES}`);
      for (let kill = 0; kill < KILLS; kill++) {
        await feed.publish(...references.slice((kill * EVENTS) / KILLS, ((kill + 1) * EVENTS) / KILLS));
        // Whoever claims next dies at some moment of its work.
        const victim = await new Promise<number>((resolve) => (onClaim = resolve));
        await sleep(kill % 3 === 0 ? 0 : 30 * Math.random());
        await members[victim]?.killAndReplace();
      }
      const standing = await until(
        async () => (await servers[0]?.ask('GET', group))?.body,
        ({ lag }) => lag === 0,
        PATIENCE,
      );
      expect(standing).toMatchObject({ settledTo: `highways.${EVENTS}`, members: [], parked: 0 });
      for (const member of members) await member.kill();

      // An acknowledgement counts from the moment it was sent: its answer may have met a dead member.
      const sent = new Map<string, number>();
      for (const one of told) {
        if (one.what === 'acknowledging') for (const id of one.ids) sent.set(id, sent.get(id) ?? one.at);
      }
      const deliveries = told.filter((one) => one.what === 'claimed').sort((a, b) => a.at - b.at);
      const firsts = new Map(deliveries.toReversed().map((delivery) => [delivery.id, delivery]));
      expect(firsts.size).toBe(EVENTS);
      expect(sent.size).toBe(EVENTS);
      expect(acknowledged.size).toBeGreaterThan(EVENTS - KILLS * 5 - 1);

      const bySubject = Map.groupBy(firsts.values(), ({ subject }) => subject);
      for (const ofCase of bySubject.values()) {
        const inOrder = ofCase.sort((a, b) => a.sequence - b.sequence);
        for (const [index, delivery] of inOrder.entries()) {
          expect(delivery.sequence).toBe(index + 1);
          const before = inOrder[index - 1];
          if (before) expect(sent.get(before.id)).toBeLessThanOrEqual(delivery.at);
        }
      }
      for (const ofEvent of Map.groupBy(deliveries, ({ id }) => id).values()) {
        for (const [index, delivery] of ofEvent.entries()) {
          expect(delivery.at).toBeGreaterThanOrEqual(ofEvent[index - 1]?.leasedUntil ?? 0);
        }
      }

      for (const server of servers) await server.stop();
      await feed.dispose();
    }, 120_000);
  });
});
