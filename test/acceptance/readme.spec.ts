import { describeCommandsOf } from './shown-commands';

describe('The README', () => describeCommandsOf('README.md', 11));
