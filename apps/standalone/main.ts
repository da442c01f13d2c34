import '@guildhall/platform/require-node-24';
import '@guildhall/platform/keep-compiled';
import 'reflect-metadata';
import { runProgram } from '../program/run-program';
import { type Standalone, startStandalone } from './standalone';

runProgram(async (config, logger, opened) => {
  const standalone = await startStandalone(config, logger);
  opened.add(() => standalone.stop());
  return welcome(standalone);
});

function welcome({ url, place, log }: Standalone): string {
  return `
  Guildhall is open.

    API            ${url}
    documentation  ${url}/docs
    readiness      ${url}/health/ready
    data           ${place}${
      log === undefined
        ? ''
        : `
    EventStoreDB   ${log}`
    }

  Raise a query:

    curl -s ${url}/cases -H 'content-type: application/json' -d '{
      "service": "street-lighting-fault", "channel": "phone", "summary": "Street light out",
      "customer": { "name": "Joan Carter", "phone": "01642 000000" } }'

  Ctrl-C closes it; npm start carries on where it was.

`;
}
