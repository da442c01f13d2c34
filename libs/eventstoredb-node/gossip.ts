import { ClusterInfo, EndPoint, MemberInfo } from '@eventstore/db-client/generated/gossip_pb';
import { uuid } from './wire/uuid';

/** 100 ns ticks in a millisecond. */
const TICKS = 10_000n;

/**
 * A cluster of one, which leads.
 * @param asked the host and port that the client came by, and so can go to again
 */
export function gossip(instance: string, asked: string, port: number): ClusterInfo {
  const { hostname, port: itsPort } = new URL(`http://${asked}`);
  const member = new MemberInfo()
    .setInstanceId(uuid(instance))
    .setTimeStamp(String(BigInt(Date.now()) * TICKS))
    .setState(MemberInfo.VNodeState.LEADER)
    .setIsAlive(true)
    .setHttpEndPoint(new EndPoint().setAddress(hostname).setPort(Number(itsPort) || port));
  return new ClusterInfo().setMembersList([member]);
}
