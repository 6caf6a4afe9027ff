import { describe, expect, it } from "vitest";

import { createLogger, redact } from "./logger";

/** What a logger writes, line by line. */
function logged(write: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  const logger = createLogger({ write: (line) => void lines.push(line) });
  logger.level = "trace";
  write(logger);
  return lines.join("");
}

const CANARIES = [
  "sk_test_canary0123456789",
  "sk_live_canary0123456789",
  "rk_test_canary0123456789",
  "rk_live_canary0123456789",
  "whsec_canary0123456789",
  "rt_canary0123456789",
  "ac_canary0123456789",
  "sb_secret_canary0123456789",
  "eyJhbGciOiJFUzI1NiJ9.eyJjYW5hcnkiOiIwMTIzNDU2Nzg5In0.canary0123456789",
];

describe("a log line", () => {
  it.each(CANARIES)("never holds %s, wherever it was put", (secret) => {
    const error = Object.assign(new Error(`bad key ${secret}`), { code: secret });
    const out = logged((logger) => {
      logger.info(`key ${secret}`);
      logger.info(`first line\n${secret}`);
      logger.info("key %s", secret);
      logger.info({ key: secret, list: [secret], deep: { er: { still: secret } } }, "object");
      logger.info({ [secret]: 1 }, "as a name");
      logger.error({ err: error }, "failed");
      logger.error({ err: new AggregateError([error], secret) }, "failed");
      logger.error(error);
      logger.child({ key: secret }).info("child");
    });
    expect(out.trim().split("\n")).toHaveLength(9);
    expect(out).not.toContain("canary0123456789");
  });

  it("holds no password of a database", () => {
    const url = "postgres://app_login:hunter22@db.example.com/postgres";
    expect(logged((logger) => logger.info({ url }, url))).not.toContain("hunter22");
    expect(redact(url)).toBe("postgres://app_login:[secret]@db.example.com/postgres");
  });

  it("holds no header that carries a credential, at the top or below", () => {
    const headers = {
      authorization: "Basic aHVudGVyMjI=",
      cookie: "session=hunter22",
      token: "hunter22",
      password: "hunter22",
    };
    const out = logged((logger) => {
      logger.info(headers, "top");
      logger.info({ headers }, "below");
    });
    expect(out).not.toMatch(/hunter22|aHVudGVyMjI/);
  });

  it("stays one line and valid JSON, whatever a text holds", () => {
    const forged = 'x\r\n{"level":50,"msg":"forged"}\u2028\u001b[31m';
    const out = logged((logger) => {
      logger.warn({ err: new Error(forged), type: forged }, forged);
    });
    expect(out.trimEnd().split(/[\r\n]/)).toHaveLength(1);
    expect(JSON.parse(out)).toMatchObject({ level: 40, type: forged });
  });

  it("keeps what is no secret", () => {
    const out = logged((logger) => {
      logger.info(
        { part_number: "start_of_something", id: "pi_3Abc", port: 5432 },
        "http://127.0.0.1:5432/x",
      );
    });
    expect(JSON.parse(out)).toMatchObject({
      part_number: "start_of_something",
      id: "pi_3Abc",
      port: 5432,
      msg: "http://127.0.0.1:5432/x",
    });
  });

  it("tells an error by its name, code and first lines of its stack", () => {
    const error = Object.assign(new TypeError("No\nway"), { code: "E_WAY" });
    error.stack = ["TypeError: No", ...Array.from({ length: 20 }, (_, at) => `   at f${at}`)].join(
      "\n",
    );
    const line = JSON.parse(logged((logger) => logger.error({ err: error }, "failed"))) as object;
    expect(line).toMatchObject({
      msg: "failed",
      err: { name: "TypeError", message: "No way", code: "E_WAY" },
    });
    expect(Reflect.get(Reflect.get(line, "err"), "stack")).toEqual(
      Array.from({ length: 7 }, (_, at) => `at f${at}`),
    );
  });

  it("tells of an error without a code, without a stack, and of what is no error", () => {
    const bare = new Error("No");
    delete bare.stack;
    const errOf = (err: unknown) =>
      (JSON.parse(logged((logger) => logger.error({ err }, "failed"))) as { err: unknown }).err;
    expect(errOf(bare)).toEqual({ name: "Error", message: "No", stack: [] });
    expect(errOf(Object.assign(bare, { code: 5 }))).not.toHaveProperty("code");
    expect(errOf("a text\nof two lines")).toEqual({ message: "a text of two lines" });
  });
});

describe("what counts as a secret", () => {
  it.each([
    ["xsk_test_0123456789", "xsk_test_0123456789"],
    ["sk_test_01234", "sk_test_01234"],
    ["sk_test_012345", "[secret]"],
    ["sk_other_0123456789", "sk_other_0123456789"],
    ["key=sk_live_0123456789, next", "key=[secret], next"],
    ["a\\nsk_live_0123456789", "a\\n[secret]"],
    ["whsec_abc-DEF_123", "[secret]"],
    ["start_0123456789", "start_0123456789"],
    ["eyJhbGciOiJFU.eyJ1.", "[secret]"],
    ["eyJhbGciOiJF.eyJ1.", "eyJhbGciOiJF.eyJ1."],
    ["eyJshort.a.b", "eyJshort.a.b"],
    ["https://user:pass@host/x", "https://user:[secret]@host/x"],
    ["https://:pass@host/x", "https://:[secret]@host/x"],
    ["https://host:443/a@b", "https://host:443/a@b"],
    ["a\r\n\nb", "a b"],
  ])("%j reads %j", (text, redacted) => {
    expect(redact(text)).toBe(redacted);
  });
});
