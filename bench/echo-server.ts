import '@guildhall/platform/require-node-24';
import { Server, ServerCredentials, type ServerDuplexStream } from '@grpc/grpc-js';
import { ECHO } from './echo-service';

/** Gives back each message as it came, unread: what the transport itself costs. */
const server = new Server();
server.addService(
  { echo: ECHO },
  {
    echo: (call: ServerDuplexStream<Buffer, Buffer>) =>
      void call.on('data', (message: Buffer) => call.write(message)),
  },
);
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`ready at 127.0.0.1:${port}\n`);
});
