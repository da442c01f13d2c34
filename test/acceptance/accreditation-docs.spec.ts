import { describeCommandsOf } from './shown-commands';

describe('docs/accreditation.md', () => describeCommandsOf('docs/accreditation.md', 7));
