import { ContractBroken, publishContract } from './published-files';

/* Publishes the contract of the department feeds: npm run contracts. */

const FOLDER = 'libs/contracts/published';

try {
  publishContract(FOLDER);
  process.stdout.write(`The contract is published in ${FOLDER}.\n`);
} catch (fault) {
  if (!(fault instanceof ContractBroken)) throw fault;
  process.stderr.write(`${fault.message}\n`);
  process.exitCode = 1;
}
