import "../../scripts/alias.ts";
import http from "node:http";
import type { AddressInfo } from "node:net";

/** A process with the app's webhook door and nothing else. It prints its port when it listens. */
const { receiveWebhook } = await import("../../lib/ingest/receive.ts");
const { createServices } = await import("../../lib/compose/services.ts");
const { parseEnv } = await import("../../lib/core/server/env.ts");

const services = createServices(parseEnv(process.env));

const server = http.createServer((incoming, response) => {
  const chunks: Buffer[] = [];
  incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
  incoming.on("end", () => {
    const signature = String(incoming.headers["stripe-signature"]);
    const request = new Request("http://localhost/api/webhooks/stripe", {
      method: "POST",
      body: Buffer.concat(chunks),
      headers: { "stripe-signature": signature },
    });
    void receiveWebhook(services, request, "stripe", null).then(
      ({ status }) => response.writeHead(status).end(),
      () => response.writeHead(500).end(),
    );
  });
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
