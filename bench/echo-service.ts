const asItIs = (message: Buffer): Buffer => message;

/** A call whose messages are bytes to both sides. */
export function bareCall(path: string) {
  return {
    path,
    requestStream: true,
    responseStream: true,
    requestSerialize: asItIs,
    requestDeserialize: asItIs,
    responseSerialize: asItIs,
    responseDeserialize: asItIs,
  } as const;
}

export const ECHO = bareCall('/bench.Echo/Echo');
