import { describeCommandsOf } from './shown-commands';

describe('The contact centre', () => describeCommandsOf('docs/contact-centre.md', 7));
