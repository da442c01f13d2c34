import { Empty as GoogleEmpty } from 'google-protobuf/google/protobuf/empty_pb';
import { Empty } from '@eventstore/db-client/generated/shared_pb';

/** Says only that it is there: one object serves, since nobody changes it. */
export const EMPTY = new Empty();
/** The same for the messages that use Google's. */
export const GOOGLE_EMPTY = new GoogleEmpty();
