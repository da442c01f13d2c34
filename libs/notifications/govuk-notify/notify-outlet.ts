import { NotifyClient } from 'notifications-node-client';
import { z } from 'zod';
import type { Carrier } from '../../domain/case/notification';
import { type MessageOutlet, NotDeliverable, type Taken, type WrittenMessage } from '../message-outlet';

export interface NotifySettings {
  /** As Notify shows it once: the key's name, the service's id and the secret. */
  apiKey: string;
  url: string;
  /** Templates in Notify by their ids: `((subject))` and `((body))`, of a text message `((body))` alone. */
  templates: Partial<Record<Carrier, string>>;
  /** How long it may take to answer, in milliseconds; ten seconds when left out. */
  patience?: number;
}

/** Notify did not take a message for now. Says how it answered, and nothing of what it was sent. */
export class NotifyUnavailable extends Error {
  override readonly name = 'NotifyUnavailable';
  constructor(readonly code: string) {
    super(`GOV.UK Notify did not take the message: ${code}`);
  }
}

/** Notify refuses letters of more lines. */
const LINES_OF_AN_ADDRESS = 7;

/** GOV.UK Notify: email, text messages and letters. A message's id is its reference there, under which it is found. */
export class NotifyOutlet implements MessageOutlet {
  readonly name = 'govuk-notify';
  private readonly client: NotifyClient;

  constructor(private readonly settings: NotifySettings) {
    this.client = new NotifyClient(settings.url, settings.apiKey);
    const { restClient } = this.client.apiClient as { restClient: (options: object) => Promise<unknown> };
    const { patience: timeout = 10_000 } = settings;
    const bounded = (options: object): Promise<unknown> =>
      restClient({ ...options, timeout, maxRedirects: 0 });
    this.client.setClient(bounded as never);
  }

  /**
   * @throws NotDeliverable when there can be no such address
   * @throws NotifyUnavailable for anything else, our own faults included: they are no reason not to tell a customer
   */
  async send(message: WrittenMessage): Promise<Taken> {
    const { data } = await withoutPersonal(this.handOver(message));
    return answered(takenSchema, data);
  }

  async find(id: string): Promise<Taken | undefined> {
    const { data } = await withoutPersonal(this.client.getNotifications(undefined, undefined, id));
    return answered(foundSchema, data).notifications[0];
  }

  private handOver({
    id: reference,
    carrier,
    to,
    subject,
    body,
  }: WrittenMessage): Promise<{ data: unknown }> {
    const template = this.settings.templates[carrier] ?? '';
    switch (carrier) {
      case 'email':
        return this.client.sendEmail(template, to, { personalisation: { subject, body }, reference });
      case 'sms':
        return this.client.sendSms(template, to, { personalisation: { body }, reference });
      case 'post': {
        const personalisation = { ...addressLines(to), subject, body };
        return this.client.sendLetter(template, { personalisation, reference });
      }
    }
  }
}

const takenSchema = z.object({ id: z.string().min(1) }).transform(({ id }) => ({ receipt: id }));
const foundSchema = z.object({ notifications: z.array(takenSchema) });

/** A proxy on the way may answer in Notify's place, even that all is well: that is no receipt. */
function answered<Answer>(schema: z.ZodType<Answer>, data: unknown): Answer {
  const answer = schema.safeParse(data);
  if (!answer.success) throw new NotifyUnavailable('not_an_answer_of_Notify');
  return answer.data;
}

/** The last line is the postcode, so what is too long is put together before it. */
function addressLines(to: string): Record<string, string> {
  const lines = to.split('\n');
  const tooMany = lines.length - LINES_OF_AN_ADDRESS;
  const fitting = tooMany > 0 ? [lines.slice(0, tooMany + 1).join(', '), ...lines.slice(tooMany + 1)] : lines;
  return Object.fromEntries(fitting.map((line, index) => [`address_line_${index + 1}`, line]));
}

/** The client's errors hold the whole request, with the customer's address and our key. */
async function withoutPersonal<Answer>(asked: Promise<Answer>): Promise<Answer> {
  try {
    return await asked;
  } catch (error) {
    const { response, code } = error as { response?: { status: number; data: unknown }; code?: unknown };
    if (!response) throw new NotifyUnavailable(typeof code === 'string' ? code : 'no_answer');
    const faults = faultsIn(response.data);
    if (response.status === 400 && faults.some(isOfAddress)) throw new NotDeliverable('no-such-address');
    const kind = faults.find(({ error: name }) => /^[A-Za-z]{1,40}$/.test(name))?.error ?? 'HTTP';
    const isClock = faults.some(({ message }) => message.includes('system clock'));
    throw new NotifyUnavailable(`${kind}_${response.status}${isClock ? '_put_the_clock_right' : ''}`);
  }
}

interface NotifyFault {
  error: string;
  message: string;
}

function faultsIn(data: unknown): NotifyFault[] {
  const { errors } = (data ?? {}) as { errors?: unknown };
  if (!Array.isArray(errors)) return [];
  return errors.map((fault) => {
    const { error, message } = (fault ?? {}) as Partial<Record<keyof NotifyFault, unknown>>;
    return {
      error: typeof error === 'string' ? error : '',
      message: typeof message === 'string' ? message : '',
    };
  });
}

/** `ValidationError: email_address Not a valid email address`, and the like. */
const isOfAddress = ({ error, message }: NotifyFault): boolean =>
  error === 'ValidationError' && /^(email_address|phone_number)\b|address_line|postcode/i.test(message);
