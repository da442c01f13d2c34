import '@guildhall/platform/require-node-24';
import '@guildhall/platform/keep-compiled';
import 'reflect-metadata';
import { openInstallation } from '../installation/installation';
import { sharedPlaces } from '../installation/places';
import { runProgram } from '../program/run-program';
import { startApi } from './start-api';

runProgram(async (config, logger, opened) => {
  sharedPlaces(config);
  const installation = await openInstallation(config, 'guildhall api');
  opened.add(() => installation.close());
  const api = await startApi(config, installation, logger);
  opened.add(() => api.stop());
  return `The API is open at ${api.url}\n`;
});
