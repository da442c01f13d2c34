/** One message of an event stream. */
export interface Message {
  /** The last id that was sent, with this message or before it. */
  id: string;
  /** `message` unless it says otherwise. */
  event: string;
  data: string;
}

/** Reads an event stream (HTML Standard, 9.2.6). Comments and the time to reconnect are passed over. */
export async function* serverSentEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Message> {
  let [id, event] = ['', ''];
  let data: string[] = [];
  for await (const line of lines(chunks)) {
    if (line === '') {
      if (data.length > 0) yield { id, event: event || 'message', data: data.join('\n') };
      [event, data] = ['', []];
      continue;
    }
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];
    if (field === 'id' && !value.includes('\0')) id = value;
    if (field === 'event') event = value;
    if (field === 'data') data.push(value);
  }
}

/** Lines end with a carriage return, a line feed or both; the last one only counts when it has ended. */
async function* lines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  let endedInReturn = false;
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    // The line feed that a carriage return at the end of the last chunk went with ends nothing more.
    const ended = (rest + (endedInReturn ? text.replace(/^\n/, '') : text)).split(/\r\n|\r|\n/);
    if (text !== '') endedInReturn = text.endsWith('\r');
    rest = ended.pop() ?? '';
    yield* ended;
  }
}
