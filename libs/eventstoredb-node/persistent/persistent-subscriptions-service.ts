import type { ServerDuplexStream, UntypedServiceImplementation } from '@grpc/grpc-js';
import {
  type CreateReq,
  CreateResp,
  type DeleteReq,
  DeleteResp,
  type GetInfoReq,
  GetInfoResp,
  type ListReq,
  ListResp,
  type ReadReq,
  type ReadResp,
  type ReplayParkedReq,
  ReplayParkedResp,
  type UpdateReq,
  UpdateResp,
} from '@eventstore/db-client/generated/persistent_pb';
import { Empty } from '@eventstore/db-client/generated/shared_pb';
import type { Gate } from '../access/gate';
import { subscriptionDoesNotExist } from '../errors';
import { statusOf, unary } from '../server/calls';
import { streamNameOf } from '../wire/stream-name';
import { connect } from './connect';
import { ALL, type PersistentSubscriptions } from './persistent-subscriptions';
import { configOf, groupNameOf } from './requests';
import { infoOf } from './subscription-info';

/** The protocol's PersistentSubscriptions service. Those who run the node make groups; those who may read a stream join them. */
export function persistentSubscriptionsService(
  subscriptions: PersistentSubscriptions,
  gate: Gate,
): UntypedServiceImplementation {
  const forAdmins = <Req, Res>(answer: (request: Req) => Res | Promise<Res>) =>
    unary<Req, Res>(async (call) => {
      gate.demandAdmin(await gate.admit(call));
      return answer(call.request);
    });
  return {
    create: forAdmins<CreateReq, CreateResp>(async (request) => {
      await subscriptions.create(configOf(request));
      return new CreateResp();
    }),
    update: forAdmins<UpdateReq, UpdateResp>(async (request) => {
      await subscriptions.update(configOf(request));
      return new UpdateResp();
    }),
    delete: forAdmins<DeleteReq, DeleteResp>(async (request) => {
      await subscriptions.delete(groupNameOf(request.getOptions()));
      return new DeleteResp();
    }),
    getInfo: forAdmins<GetInfoReq, GetInfoResp>((request) =>
      new GetInfoResp().setSubscriptionInfo(infoOf(subscriptions.get(groupNameOf(request.getOptions())))),
    ),
    list: forAdmins<ListReq, ListResp>((request) =>
      new ListResp().setSubscriptionsList(groupsOf(subscriptions, request).map(infoOf)),
    ),
    replayParked: forAdmins<ReplayParkedReq, ReplayParkedResp>((request) => {
      const options = request.getOptions();
      const { group } = subscriptions.get(groupNameOf(options));
      group.replayParked(options?.hasStopAt() ? Number(options.getStopAt()) : undefined);
      return new ReplayParkedResp();
    }),
    restartSubsystem: forAdmins<Empty, Empty>(async () => {
      await subscriptions.restart();
      return new Empty();
    }),
    read: (call: ServerDuplexStream<ReadReq, ReadResp>) => {
      connect(subscriptions, gate, call).catch((error: unknown) => call.emit('error', statusOf(error)));
    },
  };
}

/** A stream without groups is answered like a group that is not there. */
function groupsOf(
  subscriptions: PersistentSubscriptions,
  request: ListReq,
): ReturnType<PersistentSubscriptions['list']> {
  const wanted = request.getOptions()?.getListForStream();
  if (!wanted) return subscriptions.list();
  const source = wanted.hasAll() ? ALL : streamNameOf(wanted.getStream());
  const groups = subscriptions.list(source);
  if (groups.length === 0) throw subscriptionDoesNotExist({ source, group: '' });
  return groups;
}
