import { RefusalToStart } from '../../platform/refusal-to-start';

/** What may follow the `?`, in lower case. The client answers anything else by printing the whole string, password and all. */
const OPTIONS = new Set(
  [
    'connectionName',
    'defaultDeadline',
    'discoveryInterval',
    'gossipTimeout',
    'keepAliveInterval',
    'keepAliveTimeout',
    'maxDiscoverAttempts',
    'nodePreference',
    'throwOnAppendFailure',
    'tls',
    'tlsCAFile',
    'tlsVerifyCert',
    'userCertFile',
    'userKeyFile',
  ].map((option) => option.toLowerCase()),
);

const FORM = 'esdb://user:password@host:2113?tls=true&tlsCAFile=/path/to/ca.crt';

/**
 * The connection string as the client takes it: KurrentDB's scheme is the same under another name.
 * @throws RefusalToStart naming what is wrong with it. It never shows the string, which holds a password.
 */
export function checkedConnectionString(connectionString: string): string {
  const text = connectionString.trim().replace(/^kurrent(db)?(?=(\+discover)?:)/, 'esdb');
  if (!/^esdb(\+discover)?:\/\/./.test(text)) {
    throw refusal(`does not begin with esdb:// or esdb+discover://. Its form is ${FORM}`);
  }
  const [, query = ''] = text.split('?', 2);
  for (const [name, value] of query.split('&').map((pair) => pair.split('=', 2))) {
    if (!name) continue;
    const option = name.trim().toLowerCase().replace(/[_-]/g, '');
    if (!OPTIONS.has(option)) throw refusal(`has an option “${name}” that there is none of`);
    if (option === 'tlsverifycert' && value === 'false') {
      throw refusal(
        'turns tlsVerifyCert off, which the client cannot do. Name the CA certificate: tlsCAFile=…',
      );
    }
  }
  return text;
}

/** Says what to mend, and neither the string nor the client's own error, which quotes it. */
export function refusal(reason: string): RefusalToStart {
  return new RefusalToStart(`The connection string of EventStoreDB (ESDB_CONNECTION_STRING) ${reason}.`);
}
