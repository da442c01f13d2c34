import type { Consumer } from './consumer';
import type { Message } from './message';

interface Delivery {
  message: Message;
  consumer: Consumer;
  since: number;
  due: number;
}

/** The messages that consumers have in hand. */
export class InFlight {
  readonly #deliveries = new Map<string, Delivery>();

  get size(): number {
    return this.#deliveries.size;
  }

  has(id: string): boolean {
    return this.#deliveries.has(id);
  }

  /** @param due UTC milliseconds at which it is taken from the consumer */
  add(message: Message, consumer: Consumer, due: number): void {
    this.#deliveries.set(message.id, { message, consumer, since: Date.now(), due });
  }

  /** The message with this id, which is in nobody's hands now; undefined when it was not before. */
  answered(id: string): Message | undefined {
    const delivery = this.#deliveries.get(id);
    if (!delivery) return undefined;
    delivery.consumer.free(Date.now() - delivery.since);
    this.#deliveries.delete(id);
    return delivery.message;
  }

  takeExpired(now: number): Message[] {
    return this.#take(({ due }) => due <= now);
  }

  takeFrom(consumer: Consumer): Message[] {
    return this.#take((delivery) => delivery.consumer === consumer);
  }

  #take(isMeant: (delivery: Delivery) => boolean): Message[] {
    const taken = [...this.#deliveries.values()].filter(isMeant);
    for (const { message, consumer } of taken) {
      consumer.free();
      this.#deliveries.delete(message.id);
    }
    return taken.map(({ message }) => message);
  }
}
