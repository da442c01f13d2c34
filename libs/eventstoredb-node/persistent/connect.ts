import type { ServerDuplexStream } from '@grpc/grpc-js';
import { ReadReq, ReadResp } from '@eventstore/db-client/generated/persistent_pb';
import type { Gate } from '../access/gate';
import type { Caller } from '../access/users';
import { invalidArgument } from '../errors';
import { Outlet, statusOf } from '../server/calls';
import { uuidOf } from '../wire/uuid';
import { Consumer } from './consumer';
import type { Group, Refusal } from './group';
import type { PersistentSubscriptions } from './persistent-subscriptions';
import { groupNameOf } from './requests';

type Call = ServerDuplexStream<ReadReq, ReadResp>;

const REFUSALS = new Map<ReadReq.Nack.Action, Refusal>([
  [ReadReq.Nack.Action.PARK, 'park'],
  [ReadReq.Nack.Action.SKIP, 'skip'],
  [ReadReq.Nack.Action.STOP, 'stop'],
]);

/** A consumer's call: first which group it joins, then what became of the messages that it is given. */
export async function connect(subscriptions: PersistentSubscriptions, gate: Gate, call: Call): Promise<void> {
  const caller = await gate.admit(call);
  let leave: (() => void) | undefined;
  let hear: ((request: ReadReq) => void) | undefined;
  const outlet = new Outlet<ReadResp>(call);
  outlet.signal.addEventListener('abort', () => leave?.());
  call.on('end', () => {
    leave?.();
    call.end();
  });
  call.on('data', (request: ReadReq) => {
    try {
      if (hear) {
        hear(request);
        return;
      }
      const { group, consumer } = join(subscriptions, gate, caller, call, outlet, request);
      leave = () => group.disconnect(consumer);
      hear = (answer) => takeAnswer(group, consumer, answer);
    } catch (error) {
      leave?.();
      call.emit('error', statusOf(error));
    }
  });
}

function join(
  subscriptions: PersistentSubscriptions,
  gate: Gate,
  caller: Caller,
  call: Call,
  outlet: Outlet<ReadResp>,
  request: ReadReq,
): { group: Group; consumer: Consumer } {
  const options = request.getOptions();
  if (!options) throw invalidArgument('The first message must say which subscription to join');
  const name = groupNameOf(options);
  const { group } = subscriptions.get(name);
  gate.demand(caller, '$r', name.source);
  const details = {
    user: caller.name,
    from: call.getPeer(),
    connectionName: call.metadata.get('connection-name')[0]?.toString() ?? '',
    slots: Math.max(1, options.getBufferSize()),
  };
  const consumer = new Consumer(details, outlet, (reason) => call.emit('error', reason));
  const confirmation = new ReadResp.SubscriptionConfirmation().setSubscriptionId(
    `${name.source}::${name.group}`,
  );
  group.connect(consumer);
  outlet.write(new ReadResp().setSubscriptionConfirmation(confirmation));
  return { group, consumer };
}

function takeAnswer(group: Group, consumer: Consumer, answer: ReadReq): void {
  const ack = answer.getAck();
  if (ack) group.ack(ack.getIdsList().map(uuidOf));
  const nack = answer.getNack();
  if (nack) {
    const refusal = REFUSALS.get(nack.getAction()) ?? 'retry';
    group.nack(consumer, nack.getIdsList().map(uuidOf), refusal, nack.getReason());
  }
}
