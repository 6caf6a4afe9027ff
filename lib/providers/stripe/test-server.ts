import { createServer } from "node:http";
import type { IncomingHttpHeaders } from "node:http";

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Answer =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: unknown }
  | "reset"
  | "hang";

export interface TestServer extends AsyncDisposable {
  readonly base: string;
  readonly seen: readonly Seen[];
}

/** An HTTP server on the loopback that gives these answers in turn, the last one for ever. */
export async function startTestServer(...answers: readonly Answer[]): Promise<TestServer> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      seen.push({
        method: request.method ?? "",
        url: request.url ?? "",
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      });
      const answer = answers[Math.min(seen.length, answers.length) - 1] ?? "reset";
      if (answer === "reset") request.socket.destroy();
      if (answer === "reset" || answer === "hang") return;
      const isText = typeof answer.body === "string";
      response.writeHead(answer.status, {
        "content-type": isText ? "text/html" : "application/json",
        ...answer.headers,
      });
      if (answer.body === undefined) response.end();
      else response.end(isText ? answer.body : JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return {
    base: `http://127.0.0.1:${address.port}`,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
