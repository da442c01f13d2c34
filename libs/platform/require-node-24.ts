/*
 * Imported first by every program: an older Node fails on `node:sqlite` with a riddle, so it is told apart here.
 */
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 24) {
  process.stderr.write(
    `Guildhall needs Node 24 and this is ${process.versions.node}. Start it with “npm start”, which uses the Node 24 that “npm ci” installed, or install Node 24.\n`,
  );
  process.exit(1);
}
