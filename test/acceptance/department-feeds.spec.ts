import { describeCommandsOf } from './shown-commands';

describe('Department feeds', () => describeCommandsOf('docs/department-feeds.md', 7));
