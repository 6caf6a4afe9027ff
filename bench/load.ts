import { connect, type Socket } from "node:net";

import { Stripe } from "stripe";

/** A POST as bytes, with Stripe's signature over it. */
export function signedPost(path: string, payload: unknown, secret: string): Buffer {
  const body = JSON.stringify(payload);
  const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret });
  const head = [
    `POST ${path} HTTP/1.1`,
    "host: 127.0.0.1",
    "content-type: application/json",
    `stripe-signature: ${signature}`,
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`);
}

/** One keep-alive connection; the answers in question are short and carry a length or one chunk. */
function openLane(port: number) {
  const socket: Socket = connect(port, "127.0.0.1");
  socket.setNoDelay(true);
  let waiting: { resolve(text: string): void; reject(error: Error): void } | undefined;
  let text = "";
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString("latin1");
    const end = text.indexOf("\r\n\r\n");
    if (end < 0) return;
    const head = text.slice(0, end).toLowerCase();
    const length = /content-length: (\d+)/.exec(head)?.[1];
    const isWhole =
      length === undefined ? text.endsWith("0\r\n\r\n") : text.length >= end + 4 + Number(length);
    if (!isWhole) return;
    const whole = text;
    text = "";
    waiting?.resolve(whole);
  });
  socket.on("error", (error) => waiting?.reject(error));
  socket.on("close", () =>
    waiting?.reject(new Error("The server closed a keep-alive connection.")),
  );
  return {
    send: (request: Buffer) =>
      new Promise<string>((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(request);
      }),
    close: () => {
      waiting = undefined;
      socket.destroy();
    },
  };
}

export interface LoadResult {
  readonly perSecond: number;
  readonly latenciesMs: readonly number[];
}

/** Sends all requests over so many connections. Throws when one is not answered 200. */
export async function load(
  port: number,
  requests: readonly Buffer[],
  connections: number,
): Promise<LoadResult> {
  const latenciesMs: number[] = [];
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const lane = openLane(port);
      for (let at = next++; at < requests.length; at = next++) {
        const request = requests[at];
        if (!request) continue;
        const sent = performance.now();
        const answer = await lane.send(request);
        latenciesMs.push(performance.now() - sent);
        if (!answer.startsWith("HTTP/1.1 200"))
          throw new Error(`Not taken: ${answer.slice(0, 400)}`);
      }
      lane.close();
    }),
  );
  return { perSecond: (requests.length / (performance.now() - started)) * 1000, latenciesMs };
}
