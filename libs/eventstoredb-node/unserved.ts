import { MonitoringService } from '@eventstore/db-client/generated/monitoring_grpc_pb';
import { OperationsService } from '@eventstore/db-client/generated/operations_grpc_pb';
import { ProjectionsService } from '@eventstore/db-client/generated/projections_grpc_pb';
import type { EnableReq, EnableResp } from '@eventstore/db-client/generated/projections_pb';
import { UsersService } from '@eventstore/db-client/generated/users_grpc_pb';
import type {
  sendUnaryData,
  Server,
  ServerWritableStream,
  ServiceDefinition,
  UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { Gate } from './access/gate';
import { unimplemented } from './errors';
import { enable } from './projections';
import { unary } from './server/calls';

/** Answers, for every method of the services that are left to the real server, that they are. */
export function addUnservedServices(server: Server, gate: Gate): void {
  for (const service of [UsersService, OperationsService, MonitoringService]) {
    server.addService(service, refusing(service));
  }
  server.addService(ProjectionsService, {
    ...refusing(ProjectionsService),
    enable: unary<EnableReq, EnableResp>(async (call) => {
      gate.demandAdmin(await gate.admit(call));
      return enable(call.request);
    }),
  });
}

function refusing(service: ServiceDefinition): UntypedServiceImplementation {
  return Object.fromEntries(
    Object.entries(service).map(([name, { path }]) => [
      name,
      (call: ServerWritableStream<unknown, unknown>, callback?: sendUnaryData<unknown>) => {
        const refusal = unimplemented(path);
        if (callback) callback(refusal);
        else call.emit('error', refusal);
      },
    ]),
  );
}
