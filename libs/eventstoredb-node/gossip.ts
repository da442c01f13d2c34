import { ClusterInfo, EndPoint, MemberInfo } from '@eventstore/db-client/generated/gossip_pb';
import { uuid } from './wire/uuid';

const TICKS = 10_000;

/** A cluster of one, which leads. Clients that discover by gossip go to the address they asked for it. */
export function gossip(instance: string, host: string, port: number): ClusterInfo {
  const member = new MemberInfo()
    .setInstanceId(uuid(instance))
    .setTimeStamp(String(BigInt(Date.now()) * BigInt(TICKS)))
    .setState(MemberInfo.VNodeState.LEADER)
    .setIsAlive(true)
    .setHttpEndPoint(new EndPoint().setAddress(host).setPort(port));
  return new ClusterInfo().setMembersList([member]);
}
