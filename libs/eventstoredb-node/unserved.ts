import { MonitoringService } from '@eventstore/db-client/generated/monitoring_grpc_pb';
import { OperationsService } from '@eventstore/db-client/generated/operations_grpc_pb';
import { ProjectionsService } from '@eventstore/db-client/generated/projections_grpc_pb';
import { UsersService } from '@eventstore/db-client/generated/users_grpc_pb';
import type { sendUnaryData, Server, ServerWritableStream } from '@grpc/grpc-js';
import { unimplemented } from './errors';

/** Answers, for every method of the services that are left to the real server, that they are. */
export function refuseWhatIsNotServed(server: Server): void {
  for (const service of [ProjectionsService, UsersService, OperationsService, MonitoringService]) {
    server.addService(
      service,
      Object.fromEntries(
        Object.entries(service).map(([name, { path }]) => [
          name,
          (call: ServerWritableStream<unknown, unknown>, callback?: sendUnaryData<unknown>) => {
            const refusal = unimplemented(path);
            if (callback) callback(refusal);
            else call.emit('error', refusal);
          },
        ]),
      ),
    );
  }
}
