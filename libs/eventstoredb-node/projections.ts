import { EnableResp, type EnableReq } from '@eventstore/db-client/generated/projections_pb';
import { unimplemented } from './errors';

/** The system projections whose link streams are always there. */
const ALWAYS_ON = new Set(['$by_category', '$by_event_type']);

/** To enable what cannot be off is to agree; any other projection would have to run JavaScript, and is left to the real server. */
export function enable(request: EnableReq): EnableResp {
  const name = request.getOptions()?.getName() ?? '';
  if (!ALWAYS_ON.has(name)) throw unimplemented(`The projection ${name}`);
  return new EnableResp();
}
