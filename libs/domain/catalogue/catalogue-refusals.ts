import { Rejection } from '../../event-sourcing/rejection';
import type { CatalogueFault } from './catalogue-faults';

/** Why a catalogue is not published: each with what to do next. */
export const refuse = {
  unfit: ({ message, field }: CatalogueFault) => new Rejection('unfit-catalogue', 'invalid', message, field),
};
