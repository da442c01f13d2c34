import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

/** Takes each event once; `keep` is to be durable when it resolves. */
export function receiver(secret: string, keep: (event: { id: string }) => Promise<void>) {
  const webhook = new Webhook(secret);
  const seen = new Set<string>(); // In earnest, kept with the events, in the same transaction.
  return createServer((request, response) => {
    void (async () => {
      try {
        const body = Buffer.concat(await request.toArray()).toString();
        const event = webhook.verify(body, request.headers as Record<string, string>) as { id: string };
        if (!seen.has(event.id)) await keep(event);
        seen.add(event.id);
        response.writeHead(204).end();
      } catch {
        response.writeHead(400).end(); // Not ours, or not kept: it comes again.
      }
    })();
  });
}
