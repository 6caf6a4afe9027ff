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
});
