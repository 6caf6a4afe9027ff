import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { Client } from "pg";

/** The least that telling a browser can cost: LISTEN on one connection, write what it says to every open response. */
const open = new Set<ServerResponse>();
const client = new Client({ connectionString: process.env["DATABASE_URL"] });
await client.connect();
await client.query("listen bench");
client.on("notification", ({ payload }) => {
  for (const response of open) response.write(`event: mesh\ndata: ${payload ?? ""}\n\n`);
});
const server = createServer((_request, response) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write("retry: 1000\n\n");
  open.add(response);
  response.once("close", () => open.delete(response));
});
server.listen(
  0,
  "127.0.0.1",
  () => process.send?.({ port: (server.address() as AddressInfo).port }), // listening on TCP
);
process.once("disconnect", () => process.exit(0));
