import fc from 'fast-check';
import { type Message, serverSentEvents } from './server-sent-events';

/** The messages of a stream whose bytes come in chunks of these sizes, in turn. */
async function read(text: string, sizes: readonly number[] = [1_000]): Promise<Message[]> {
  const bytes = new TextEncoder().encode(text);
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0, turn = 0; at < bytes.length; turn++) {
      const size = sizes[turn % sizes.length] ?? 1;
      yield await Promise.resolve(bytes.subarray(at, at + size));
      at += size;
    }
  }
  const messages: Message[] = [];
  for await (const message of serverSentEvents(chunks())) messages.push(message);
  return messages;
}

describe('an event stream', () => {
  it('is read message by message: comments and the time to reconnect are passed over', async () => {
    const text =
      'retry: 2000\n\n: nothing new\n\nid: h.1\nevent: lamp\ndata: {"a":1}\n\ndata: more\ndata: lines\n\n';
    expect(await read(text)).toEqual([
      { id: 'h.1', event: 'lamp', data: '{"a":1}' },
      { id: 'h.1', event: 'message', data: 'more\nlines' },
    ]);
  });

  it('does not count a message that the connection has cut', async () => {
    expect(await read('id: 1\ndata: whole\n\nid: 2\ndata: half\n')).toEqual([
      { id: '1', event: 'message', data: 'whole' },
    ]);
  });

  it('is the same however it is cut into pieces, and whatever its lines end with', async () => {
    const lines = [
      'id: h.1',
      'event: lamp',
      'data: Straßenlampe 💡',
      'data:',
      '',
      ': still here',
      'data:x',
      '',
      '',
    ];
    const expected = [
      { id: 'h.1', event: 'lamp', data: 'Straßenlampe 💡\n' },
      { id: 'h.1', event: 'message', data: 'x' },
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        async (end, sizes) => expect(await read(lines.join(end), sizes)).toEqual(expected),
      ),
    );
  });
});
