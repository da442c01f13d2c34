import { createHash } from 'node:crypto';
import { createTransport, type Transporter } from 'nodemailer';
import { type MessageOutlet, NotDeliverable, type Taken, type WrittenMessage } from '../message-outlet';

export interface SmtpSettings {
  /** `smtps://user:password@host:465`, or `smtp://` with STARTTLS where the server offers it. */
  url: string;
  from: string;
  /** How long the server may take over each step, in milliseconds; ten seconds when left out. */
  patience?: number;
}

/** The mail server did not take a message for now. Says how it answered, and nothing of what it was sent. */
export class MailUnavailable extends Error {
  override readonly name = 'MailUnavailable';
  constructor(readonly code: string) {
    super(`The mail server did not take the message: ${code}`);
  }
}

/**
 * Email by a mail server: at least once. A mail server cannot be asked what it has taken, so a message whose answer was
 * lost is sent again. Its Message-ID is the same, by which many mailboxes know it for the one that they have.
 */
export class SmtpOutlet implements MessageOutlet {
  readonly name = 'smtp';
  private readonly transport: Transporter;
  private readonly domain: string;

  constructor(private readonly settings: SmtpSettings) {
    const { patience = 10_000 } = settings;
    const { protocol, hostname, port, username, password } = new URL(settings.url);
    const secure = protocol === 'smtps:';
    // Read from its address in one piece, nodemailer would leave the time-outs out.
    this.transport = createTransport({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? (secure ? 465 : 587) : Number(port),
      secure,
      // A password does not go out in the clear.
      requireTLS: username !== '',
      auth:
        username === ''
          ? undefined
          : { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
      connectionTimeout: patience,
      greetingTimeout: patience,
      socketTimeout: patience,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    this.domain = settings.from.slice(settings.from.indexOf('@') + 1);
  }

  async send({ id, to, subject, body }: WrittenMessage): Promise<Taken> {
    // Opaque: what a Message-ID shows, every server on the way may keep.
    const name = createHash('sha256').update(id).digest('hex').slice(0, 32);
    const messageId = `<${name}@${this.domain}>`;
    try {
      await this.transport.sendMail({
        messageId,
        from: this.settings.from,
        to: { name: '', address: to },
        subject,
        text: body,
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
      return { receipt: messageId };
    } catch (error) {
      throw withoutPersonal(error as { responseCode?: number; code?: string; command?: string });
    }
  }
}

/** The server's own words have the address in them. 550 to 553 are about the mailbox (RFC 5321, 4.2.3). */
function withoutPersonal({
  responseCode,
  code,
  command,
}: {
  responseCode?: number;
  code?: string;
  command?: string;
}): Error {
  const isOfMailbox = responseCode !== undefined && responseCode >= 550 && responseCode <= 553;
  if (isOfMailbox && command === 'RCPT TO') return new NotDeliverable('no-such-address');
  return new MailUnavailable(
    [code ?? 'no_answer', responseCode].filter((part) => part !== undefined).join('_'),
  );
}
