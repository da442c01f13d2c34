import '@guildhall/platform/require-node-24';
import 'reflect-metadata';
import { runProgram } from '../program/run-program';
import { startStandalone } from './standalone';

runProgram(async (config, logger, opened) => {
  const standalone = await startStandalone(config, logger);
  opened.add(() => standalone.stop());
  return welcome(standalone.url, standalone.place);
});

function welcome(url: string, place: string): string {
  return `
  Guildhall is open.

    API            ${url}
    documentation  ${url}/docs
    readiness      ${url}/health/ready
    data           ${place}

  Raise a query:

    curl -s ${url}/cases -H 'content-type: application/json' -d '{
      "service": "street-lighting-fault", "channel": "phone", "summary": "Street light out",
      "customer": { "name": "Joan Carter", "phone": "01642 000000" } }'

  Ctrl-C closes it; npm start carries on where it was.

`;
}
