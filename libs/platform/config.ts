import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { RefusalToStart } from './refusal-to-start';

const flag = z
  .enum(['0', '1'], { error: 'set it to 1 or 0' })
  .default('0')
  .transform((value) => value === '1');

function isNetwork(text: string): boolean {
  const [address = '', bits = '0', ...rest] = text.split('/');
  const longest = { 4: 32, 6: 128 }[isIP(address)];
  const isWhole = rest.length === 0 && /^\d{1,3}$/.test(bits) && !address.includes('%');
  return text === '' || (longest !== undefined && isWhole && Number(bits) <= longest);
}

const milliseconds = (fallback: number) => z.coerce.number().int().min(0).max(600_000).default(fallback);

/** Every setting, by the name of its environment variable. */
const schema = z.object({
  PORT: z.coerce.number({ error: 'give a port number' }).int().min(0).max(65_535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  /** Anyone who can reach the port can use it, so leaving this machine takes a decision. */
  GUILDHALL_ALLOW_REMOTE: flag,
  /** By which names besides this machine's own it may be asked, where a proxy passes them on. */
  GUILDHALL_HOSTS: z
    .string()
    .transform((names) =>
      names
        .split(',')
        .map((name) => name.trim().toLowerCase())
        .filter((name) => name !== ''),
    )
    .refine((names) => names.every((name) => /^([a-z0-9_.-]+|\[[0-9a-f:.]+\])$/.test(name)), {
      error: 'give names without a port, as in cases.example.gov.uk, guildhall.internal',
    })
    .default([]),
  GUILDHALL_DATA: z.string().min(1).default('./data'),
  GUILDHALL_MASTER_KEY_FILE: z.string().min(1).optional(),
  /** An EventStoreDB or KurrentDB for the log; a file of the data folder when left out. */
  ESDB_CONNECTION_STRING: z.string().min(1).optional(),
  /** What the streams of this installation begin with, where several share a cluster. */
  ESDB_STREAM_PREFIX: z
    .string()
    .regex(/^([A-Za-z0-9][A-Za-z0-9._]{0,99})?$/, {
      error: 'use letters, digits, dots and underscores, as in stockton.',
    })
    .default(''),
  /** Where to serve an embedded log over the EventStoreDB protocol, for departments that have a client of it. */
  ESDB_LISTEN: z.string().min(1).optional(),
  ESDB_CERT_FILE: z.string().min(1).optional(),
  ESDB_KEY_FILE: z.string().min(1).optional(),
  ESDB_USERS_FILE: z.string().min(1).optional(),
  /** A PostgreSQL for read models, keys and remembered answers; in files of the data folder when left out. */
  DATABASE_URL: z.string().min(1).optional(),
  /** A Redis for timers and other jobs; a file of the data folder when left out. */
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\/./, { error: 'give an address, as in redis://:password@host:6379' })
    .optional(),
  /** A catalogue file to publish at the first start, in place of the one that ships. */
  GUILDHALL_CATALOGUE: z.string().min(1).optional(),
  /** A folder with the council's own words for messages, which stand in for those that ship. */
  GUILDHALL_TEMPLATES: z.string().min(1).optional(),
  /** Whether anybody is written to: a council looks at the words first. */
  GUILDHALL_TELL_CUSTOMERS: flag,
  /** When nobody is sent an email or a text message, on a clock in London. */
  GUILDHALL_QUIET_HOURS: z
    .string()
    .regex(/^(none|([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d)$/, {
      error: 'give two times, as in 21:00-08:00, or none',
    })
    .refine((hours) => hours === 'none' || hours.slice(0, 5) !== hours.slice(6), {
      error: 'give two different times, as in 21:00-08:00, or none',
    })
    .default('21:00-08:00'),
  GUILDHALL_MESSAGES_A_DAY: z.coerce.number().int().min(1).max(1_000).default(5),
  /** Networks besides the public internet that webhooks may be sent to: `10.20.0.0/16, 127.0.0.1`. */
  GUILDHALL_WEBHOOK_NETWORKS: z
    .string()
    .refine((networks) => networks.split(',').every((network) => isNetwork(network.trim())), {
      error: 'give addresses with a length, as in 10.20.0.0/16, 127.0.0.1, or leave it out',
    })
    .default(''),
  /** GOV.UK Notify: a file with the API key, and the ids of the templates that carry our words. */
  NOTIFY_API_KEY_FILE: z.string().min(1).optional(),
  NOTIFY_EMAIL_TEMPLATE: z.uuid().optional(),
  NOTIFY_SMS_TEMPLATE: z.uuid().optional(),
  NOTIFY_LETTER_TEMPLATE: z.uuid().optional(),
  NOTIFY_URL: z.url().default('https://api.notifications.service.gov.uk'),
  /** A file with what Notify says to prove that a receipt is from it. */
  NOTIFY_CALLBACK_TOKEN_FILE: z.string().min(1).optional(),
  /** A mail server for emails that Notify does not carry. */
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/./, { error: 'give an address, as in smtps://user:password@mail.example.gov.uk' })
    .optional(),
  SMTP_FROM: z.email().optional(),
  /** Who acts, until there is a login. */
  GUILDHALL_OPERATOR: z.string().min(1).max(200).default('local-operator'),
  /** How long a query waits for the position it was asked to wait for. */
  GUILDHALL_WAIT_MS: milliseconds(2_000),
  GUILDHALL_MAX_BODY_BYTES: z.coerce.number().int().min(1_024).max(100_000_000).default(1_048_576),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export interface Config {
  port: number;
  host: string;
  /** Names by which it may be asked besides those of this machine, in lower case. */
  hosts: string[];
  dataFolder: string;
  masterKeyFile: string | undefined;
  esdbConnectionString: string | undefined;
  esdbStreamPrefix: string;
  esdbListen: string | undefined;
  /** Files: how the served log proves what it is, and who may call. */
  esdbCertificate: { cert: string | undefined; key: string | undefined; users: string | undefined };
  databaseUrl: string | undefined;
  redisUrl: string | undefined;
  catalogueFile: string | undefined;
  /** How customers are written to. `quietHours` as it is set: checked. */
  messages: {
    templates: string | undefined;
    /** Without it what is to be told is passed over. */
    tellCustomers: boolean;
    quietHours: string;
    atMostADay: number;
  };
  webhookNetworks: string;
  notify: {
    apiKeyFile: string | undefined;
    url: string;
    templates: { email: string | undefined; sms: string | undefined; post: string | undefined };
    callbackTokenFile: string | undefined;
  };
  smtp: { url: string; from: string } | undefined;
  operator: string;
  waitMs: number;
  maxBodyBytes: number;
  logLevel: string;
}

/** The settings are not usable: the message names each variable and what it wants. */
export class InvalidConfig extends RefusalToStart {
  override readonly name = 'InvalidConfig';
}

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|localhost)$/;

/** Whether an address or a name is one that no other machine reaches. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host);

/** @throws InvalidConfig naming every variable that is wrong, and what to set it to */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const result = schema.safeParse(environment);
  if (!result.success) {
    const faults = result.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
    throw new InvalidConfig(`These settings cannot be used:\n${faults.join('\n')}`);
  }
  const settings = result.data;
  if (!isLoopback(settings.HOST) && !settings.GUILDHALL_ALLOW_REMOTE) {
    throw new InvalidConfig(
      `HOST is ${settings.HOST}, which other machines can reach, and Guildhall does not ask who they are yet. ` +
        'Put a proxy that does in front of it and set GUILDHALL_ALLOW_REMOTE=1, or leave HOST at 127.0.0.1.',
    );
  }
  return {
    port: settings.PORT,
    host: settings.HOST,
    hosts: settings.GUILDHALL_HOSTS,
    dataFolder: resolve(settings.GUILDHALL_DATA),
    masterKeyFile: settings.GUILDHALL_MASTER_KEY_FILE,
    esdbConnectionString: settings.ESDB_CONNECTION_STRING,
    esdbStreamPrefix: settings.ESDB_STREAM_PREFIX,
    esdbListen: settings.ESDB_LISTEN,
    esdbCertificate: {
      cert: settings.ESDB_CERT_FILE,
      key: settings.ESDB_KEY_FILE,
      users: settings.ESDB_USERS_FILE,
    },
    databaseUrl: settings.DATABASE_URL,
    redisUrl: settings.REDIS_URL,
    catalogueFile: settings.GUILDHALL_CATALOGUE,
    messages: {
      templates: settings.GUILDHALL_TEMPLATES,
      tellCustomers: settings.GUILDHALL_TELL_CUSTOMERS,
      quietHours: settings.GUILDHALL_QUIET_HOURS,
      atMostADay: settings.GUILDHALL_MESSAGES_A_DAY,
    },
    webhookNetworks: settings.GUILDHALL_WEBHOOK_NETWORKS,
    notify: {
      apiKeyFile: settings.NOTIFY_API_KEY_FILE,
      url: settings.NOTIFY_URL,
      templates: {
        email: settings.NOTIFY_EMAIL_TEMPLATE,
        sms: settings.NOTIFY_SMS_TEMPLATE,
        post: settings.NOTIFY_LETTER_TEMPLATE,
      },
      callbackTokenFile: settings.NOTIFY_CALLBACK_TOKEN_FILE,
    },
    smtp: smtpOf(settings),
    operator: settings.GUILDHALL_OPERATOR,
    waitMs: settings.GUILDHALL_WAIT_MS,
    maxBodyBytes: settings.GUILDHALL_MAX_BODY_BYTES,
    logLevel: settings.LOG_LEVEL,
  };
}

function smtpOf({ SMTP_URL: url, SMTP_FROM: from }: z.output<typeof schema>): Config['smtp'] {
  if (url === undefined) return undefined;
  if (from !== undefined) return { url, from };
  throw new InvalidConfig(
    'SMTP_URL is set and SMTP_FROM is not. Set it to the address that emails come from.',
  );
}
