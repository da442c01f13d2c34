import { CaseClosed, CaseLeft, CaseReceived } from '../department-events';
import { DepartmentClient } from './department-client';

/*
 * Keeps a department's list of work. Start as many as you like, they share it:
 *   node dist/libs/contracts/client/example.js http://localhost:3000 highways
 */
const [url = 'http://localhost:3000', department = 'highways'] = process.argv.slice(2);
const group = new DepartmentClient({ url, department }).group('work-list');
const ending = new AbortController();
process.once('SIGTERM', () => ending.abort());

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  await group.open();
  await group.work({
    member: `work-list-${process.pid}`,
    signal: ending.signal,
    on: {
      [CaseReceived.type]: ({ subject, data }) => say(`${subject} is ours, in ${data.queue}`),
      [CaseLeft.type]: ({ subject, data }) => say(`${subject} went to ${data.to ?? 'the contact centre'}`),
      [CaseClosed.type]: ({ subject }) => say(`${subject} is done`),
    },
  });
}

void main();
