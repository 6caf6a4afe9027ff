import http from "node:http";
import type { AddressInfo } from "node:net";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { allowedUrl, callOutside, isPublicAddress } from "./outbound";

describe("addresses", () => {
  it.each([
    "127.0.0.1",
    "127.1.2.3",
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:7f00:1",
    "64:ff9b::7f00:1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "ff02::1",
    "2002:7f00:1::",
    "not an address",
    "0x7f000001",
    "2130706433",
  ])("does not dial %s", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1"])(
    "dials %s",
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );
});

describe("web addresses", () => {
  const hosts = ["hooks.example.com", "127.0.0.1:9999"];
  it.each([
    "http://hooks.example.com/x",
    "https://hooks.example.com:8443/x",
    "https://user:pass@hooks.example.com/x",
    "https://evil.example.com/x",
    "https://hooks.example.com.evil.example/x",
    "https://127.0.0.1/x",
    "http://127.0.0.1:22/",
    "http://[::1]:9999/",
    "http://2130706433:22/",
    "file:///etc/passwd",
    "gopher://hooks.example.com/",
    "//hooks.example.com/x",
    "not an address",
  ])("refuses %s", (url) => {
    expect(() => allowedUrl(url, hosts)).toThrow(expect.objectContaining({ code: "invalid" }));
  });

  it.each(["https://hooks.example.com/x?y=1", "http://127.0.0.1:9999/z"])("allows %s", (url) => {
    expect(allowedUrl(url, hosts).href).toBe(url);
  });

  it("refuses a name on the list that leads to this machine, when it dials", async () => {
    const request = { method: "POST", url: "https://localhost/x", headers: {}, body: null };
    await expect(callOutside(request, ["localhost"])).rejects.toThrow("not a public address");
  });
});

describe("a call", () => {
  let server: http.Server;
  let host: string;
  const seen: { method: string; headers: http.IncomingHttpHeaders; body: string }[] = [];

  beforeAll(async () => {
    server = http.createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        seen.push({ method: request.method ?? "", headers: request.headers, body });
        if (request.url === "/moved")
          return response.writeHead(302, { location: "http://127.0.0.1:1/" }).end();
        if (request.url === "/long") return response.end("x".repeat(300 * 1024));
        return response.setHeader("content-type", "application/json").end('{"ok":true}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());
  const call = (path: string, headers = {}) =>
    callOutside({ method: "POST", url: `http://${host}${path}`, headers, body: { a: 1 } }, [host]);

  it("sends JSON, and none of the headers that steer a connection", async () => {
    const answer = await call("/x", {
      "X-Id": "1",
      Host: "evil",
      Cookie: "a=b",
      "Content-Length": "1",
    });
    expect(answer).toMatchObject({ status: 200, body: { ok: true } });
    expect(seen.at(-1)).toMatchObject({
      method: "POST",
      body: '{"a":1}',
      headers: { host, "x-id": "1", "content-type": "application/json" },
    });
    expect(seen.at(-1)?.headers).not.toHaveProperty("cookie");
  });

  it("follows no redirect and reads no endless answer", async () => {
    expect((await call("/moved")).status).toBe(302);
    await expect(call("/long")).rejects.toThrow("too long");
  });
});
