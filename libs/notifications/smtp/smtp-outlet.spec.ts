import { type AddressInfo, createServer } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { NotDeliverable, type WrittenMessage } from '../message-outlet';
import { MailUnavailable, SmtpOutlet } from './smtp-outlet';

const message: WrittenMessage = {
  id: '7QK-4M2-9XD3-resolved-5d0c1be3a7f90e42',
  carrier: 'email',
  to: 'joan@example.org',
  subject: 'Our answer: 7QK-4M2-9XD3',
  body: 'Dear Joan,\n\nwe fixed it.\n.\nIt cost £5.',
};

describe('a mail server', () => {
  let server: SMTPServer;
  let mails: string[];
  afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())));

  /** A real one, on loopback. */
  async function serve(options: SMTPServerOptions = {}): Promise<SmtpOutlet> {
    mails = [];
    server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, _, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          mails.push(Buffer.concat(chunks).toString());
          done();
        });
      },
      ...options,
    });
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return outletTo(server.server.address() as AddressInfo);
  }

  const outletTo = ({ port }: AddressInfo): SmtpOutlet =>
    new SmtpOutlet({ url: `smtp://127.0.0.1:${port}`, from: 'cases@stockton.gov.uk', patience: 500 });

  it('takes an email as it was written', async () => {
    const outlet = await serve();
    const { receipt } = await outlet.send(message);
    const [mail = ''] = mails;
    expect(mail).toContain('To: joan@example.org');
    expect(mail).toContain('From: cases@stockton.gov.uk');
    expect(mail).toContain('Subject: Our answer: 7QK-4M2-9XD3');
    expect(mail).toContain('Auto-Submitted: auto-generated');
    expect(mail).toContain(`Message-ID: ${receipt}`);
    expect(mail.replaceAll('=C2=A3', '£')).toContain('we fixed it.\r\n.\r\nIt cost £5.');
  });

  it('gets a message that it may have again under the same id, which tells nothing of the case', async () => {
    const outlet = await serve();
    const [one, other] = [await outlet.send(message), await outlet.send(message)];
    expect(mails).toHaveLength(2);
    expect(one).toEqual(other);
    expect(one.receipt).not.toContain('7QK');
  });

  it('that knows no such mailbox ends it', async () => {
    const outlet = await serve({
      onRcptTo: ({ address }, _, done) =>
        done(Object.assign(new Error(`${address} is unknown`), { responseCode: 550 })),
    });
    await expect(outlet.send(message)).rejects.toEqual(new NotDeliverable('no-such-address'));
  });

  it('that falls silent is tried again', async () => {
    await serve();
    const mute = createServer((socket) => {
      socket
        .on('error', () => undefined)
        .resume()
        .write('220 good morning\r\n');
    });
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    await expect(outletTo(mute.address() as AddressInfo).send(message)).rejects.toThrow('ETIMEDOUT');
    mute.close();
  });

  it('that hangs up once it has the whole message is tried again: it may have it twice, and never not at all', async () => {
    let isFirst = true;
    const outlet = await serve({
      onData: (stream, session, done) => {
        stream.resume().on('end', () => {
          mails.push(session.id);
          if (!isFirst) {
            done();
            return;
          }
          isFirst = false;
          for (const connection of server.connections) (connection as { close(): void }).close();
        });
      },
    });
    await expect(outlet.send(message)).rejects.toThrow(MailUnavailable);
    await outlet.send(message);
    expect(mails).toHaveLength(2);
  });

  it.each<[string, SMTPServerOptions, RegExp]>([
    [
      'refuses what we say, for now',
      {
        onData: (stream, _, done) =>
          stream
            .resume()
            .on('end', () => done(Object.assign(new Error('greylisted'), { responseCode: 450 }))),
      },
      /450/,
    ],
    [
      'is busy',
      {
        onRcptTo: ({ address }, _, done) =>
          done(Object.assign(new Error(`${address}: later`), { responseCode: 451 })),
      },
      /451/,
    ],
    [
      'does not let us in',
      { onConnect: (_, done) => done(Object.assign(new Error('go away'), { responseCode: 554 })) },
      /554/,
    ],
  ])('that %s is tried again, and no words of its own are kept', async (_, options, code) => {
    const outlet = await serve(options);
    const error = await outlet.send(message).catch((thrown: unknown) => thrown as Error);
    expect((error as Error).message).toMatch(code);
    expect(JSON.stringify(error) + String((error as Error).stack)).not.toMatch(/joan|example\.org/);
  });
});
