import type { AppendReq } from '@eventstore/db-client/generated/streams_pb';
import { uuidOf } from './uuid';

/** An event as a client wants it appended. */
export interface ProposedEvent {
  id: string;
  type: string | undefined;
  contentType: string | undefined;
  data: Uint8Array;
  metadata: Uint8Array;
}

/** @throws ProtocolError when its id is no UUID */
export function proposedEvent(message: AppendReq.ProposedMessage): ProposedEvent {
  const about = message.getMetadataMap();
  return {
    id: uuidOf(message.getId()),
    type: about.get('type'),
    contentType: about.get('content-type'),
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  };
}
