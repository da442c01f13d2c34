import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/*
 * Imported by programs and threads that are to start soon, before what they consist of: what was compiled is kept beside
 * the code, and taken from there at the next start. Where that folder cannot be written it is compiled each time.
 */
enableCompileCache(join(__dirname, '../../.compiled'));
