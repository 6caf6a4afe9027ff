import http from "node:http";
import { isIP, type AddressInfo } from "node:net";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import {
  allowedUrl,
  callOutside,
  isPublicAddress,
  publicLookup,
  refusalOf,
  type Resolve,
} from "./outbound";

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
    "::7f00:1",
    "64:ff9b:1::1",
    "2001::1",
    "2001:20::1",
    "2001:db8::1",
    "fec0::1",
    "3fff::1",
    "5f00::1",
    "100::1",
    "100:0:0:1::1",
    "192.88.99.1",
    "192.0.0.9",
    "fe80::1%eth0",
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
    "file://hooks.example.com/etc/passwd",
    "ftp://hooks.example.com/x",
    "//hooks.example.com/x",
    "https://hooks.example.com:22/x",
    // Other spellings of 127.0.0.1, 10.0.0.1 and the address that clouds tell secrets on.
    "https://127.1/x",
    "https://0177.0.0.1/x",
    "https://0x7f.1/x",
    "https://2130706433/x",
    "https://0/x",
    "https://10.0.0.1/x",
    "https://169.254.169.254/latest/meta-data",
    "https://100.64.0.1/x",
    "https://[::1]/x",
    "https://[::ffff:127.0.0.1]/x",
    "https://[fd12:3456:789a::1]/x",
    "https://[fe80::1]/x",
    "not an address",
  ])("refuses %s", (url) => {
    expect(() => allowedUrl(url, hosts)).toThrow(expect.objectContaining({ code: "invalid" }));
  });

  it.each(["https://hooks.example.com/x?y=1", "http://127.0.0.1:9999/z"])("allows %s", (url) => {
    expect(allowedUrl(url, hosts).href).toBe(url);
  });

  it("says why, or nothing", () => {
    expect(refusalOf("https://hooks.example.com/x", hosts)).toBeNull();
    expect(refusalOf("not an address", hosts)).toContain("not a valid URL");
    expect(refusalOf("https://user@hooks.example.com/x", hosts)).toContain("user name or password");
    expect(refusalOf("https://:pass@hooks.example.com/x", hosts)).toContain(
      "user name or password",
    );
    expect(refusalOf("http://hooks.example.com/x", hosts)).toContain("Only https");
    expect(refusalOf("https://hooks.example.com:8443/x", hosts)).toContain("Only https");
    expect(refusalOf("https://10.0.0.1/x", hosts)).toContain("Use a host name");
    expect(refusalOf("https://other.example.com/x", hosts)).toContain("“other.example.com”");
    expect(refusalOf("http://127.0.0.1:9998/x", hosts)).toContain("Only https");
    expect(refusalOf("http://10.0.0.1:9999/x", ["10.0.0.1:9999"])).toContain("Only https");
  });

  it("refuses a number even when the list has it", () => {
    const listed = ["10.0.0.1", "169.254.169.254", "[fd12:3456:789a::1]", "0.0.0.0"];
    for (const host of listed)
      expect(() => allowedUrl(`https://${host}/x`, listed)).toThrow("Use a host name");
  });

  it("refuses a name on the list that leads to this machine, when it dials", async () => {
    const request = { method: "POST", url: "https://localhost/x", headers: {}, body: null };
    await expect(callOutside(request, ["localhost"])).rejects.toThrow("not a public address");
  });
});

describe("a name that changes its mind", () => {
  /** A name server that gives these answers in turn, as one does that wants to be checked with one and dialled with another. */
  function nameServer(...answers: readonly string[][]) {
    let asked = 0;
    const resolve: Resolve = (_name, _options, done) => {
      const addresses = answers[Math.min(asked++, answers.length - 1)] ?? [];
      done(
        null,
        addresses.map((address) => ({ address, family: isIP(address) })),
      );
    };
    return { resolve, asked: () => asked };
  }
  const ask = (resolve: Resolve) =>
    new Promise<unknown>((done) => {
      publicLookup(resolve)("rebind.example", { all: true }, (error, addresses) =>
        done(error ?? addresses),
      );
    });

  it("is dialled at the address that was looked at, and asked for once", async () => {
    const server = nameServer(["93.184.216.34"], ["127.0.0.1"]);
    expect(await ask(server.resolve)).toEqual([{ address: "93.184.216.34", family: 4 }]);
    expect(server.asked()).toBe(1);
    expect(await ask(server.resolve)).toMatchObject({ message: /not a public address/ });
  });

  it("is given to the dialler as it asks: all addresses, or the first with its family", () => {
    const { resolve } = nameServer(["2606:4700::1111", "93.184.216.34"]);
    const given: unknown[] = [];
    publicLookup(resolve)("name.example", { all: false }, (...answer) => given.push(answer));
    publicLookup(resolve)("name.example", { all: true }, (...answer) => given.push(answer));
    expect(given).toEqual([
      [null, "2606:4700::1111", 6],
      [
        null,
        [
          { address: "2606:4700::1111", family: 6 },
          { address: "93.184.216.34", family: 4 },
        ],
      ],
    ]);
  });

  it("is not dialled when the name server does not answer", async () => {
    const failing: Resolve = (_name, _options, done) => done(new Error("ENOTFOUND"), []);
    expect(await ask(failing)).toMatchObject({ message: "ENOTFOUND" });
  });

  it.each([
    ["private after public", ["93.184.216.34", "10.0.0.1"]],
    ["this machine", ["127.0.0.1"]],
    ["this machine by IPv6", ["::1"]],
    ["a private network by IPv6", ["fd12:3456:789a::1"]],
    ["an IPv4 address inside of an IPv6 one", ["::ffff:169.254.169.254"]],
    ["nothing at all", []],
  ])("is not dialled when it leads to %s", async (_, addresses) => {
    const { resolve } = nameServer(addresses);
    const request = { method: "POST", url: "https://rebind.example/x", headers: {}, body: null };
    await expect(callOutside(request, ["rebind.example"], { resolve })).rejects.toThrow(
      "not a public address",
    );
  });
});

describe("a call", () => {
  let server: http.Server;
  let host: string;
  const seen: {
    url: string | undefined;
    method: string;
    headers: http.IncomingHttpHeaders;
    body: string;
  }[] = [];

  beforeAll(async () => {
    server = http.createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        seen.push({
          url: request.url,
          method: request.method ?? "",
          headers: request.headers,
          body,
        });
        if (request.url === "/moved")
          return response.writeHead(302, { location: `http://${host}/secret` }).end();
        if (request.url === "/silent") return undefined;
        if (request.url === "/drip") {
          const drip = setInterval(() => response.write("x"), 10);
          return response.on("close", () => clearInterval(drip));
        }
        if (request.url === "/long") return response.end("x".repeat(256 * 1024 + 1));
        if (request.url === "/most") return response.end("x".repeat(256 * 1024));
        if (request.url === "/empty") return response.writeHead(204).end();
        if (request.url === "/digits") return response.end('{"id":12345678901234567890}');
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

  it("reads text, nothing, and numbers of many digits as what they are", async () => {
    expect((await call("/most")).body).toBe("x".repeat(256 * 1024));
    expect(await call("/empty")).toMatchObject({ status: 204, body: null });
    expect((await call("/digits")).body).toEqual({ id: "12345678901234567890" });
    expect((await call("/x")).headers).toMatchObject({ "content-type": "application/json" });
  });

  it("sends nothing where there is no body, and asks for JSON", async () => {
    const request = { method: "GET", url: `http://${host}/x`, headers: {}, body: null };
    await callOutside(request, [host]);
    expect(seen.at(-1)).toMatchObject({
      method: "GET",
      body: "",
      headers: { accept: "application/json" },
    });
    expect(seen.at(-1)?.headers).not.toHaveProperty("content-type");
    await callOutside({ ...request, method: "PUT", body: "ü" }, [host]);
    expect(seen.at(-1)).toMatchObject({ body: '"ü"', headers: { "content-length": "4" } });
  });

  it.each(["Host", "connection", "Content-Length", "transfer-encoding", "UPGRADE", "cookie"])(
    "does not send the header %s of an automation",
    async (name) => {
      await call("/x", { [name]: "evil" });
      expect(JSON.stringify(seen.at(-1)?.headers)).not.toContain("evil");
    },
  );

  it("refuses a header that cannot be sent, by its name", async () => {
    const before = seen.length;
    expect(() => call("/x", { "X-Name": "Привет" })).toThrow("“X-Name”");
    expect(seen).toHaveLength(before);
  });

  it("follows no redirect and reads no endless answer", async () => {
    expect((await call("/moved")).status).toBe(302);
    await expect(call("/long")).rejects.toThrow("too long");
    expect(seen.map(({ url }) => url).filter((url) => url === "/secret")).toEqual([]);
  });

  it.each(["/silent", "/drip"])("gives up on an answer that does not end: %s", async (path) => {
    const request = { method: "GET", url: `http://${host}${path}`, headers: {}, body: null };
    await expect(callOutside(request, [host], { timeoutMs: 200 })).rejects.toThrow(
      /aborted|timeout/,
    );
  });
});
