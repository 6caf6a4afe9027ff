import { describe, expect, it } from "vitest";

import { createExecutor } from "@/lib/providers/execute";
import type { ExecuteOptions, ExecutorOptions } from "@/lib/providers/execute";

import { smsOf } from "./bodies";
import { claims, findSent, isNoneSent, messagesTo } from "./find-message";
import messageBody from "./fixtures/message.json" with { type: "json" };
import { TwilioAdapter } from "./index";

const NOON = new Date("2026-11-21T12:00:00Z");
const OWN = "+15005550006";
const SERVICE = `MG${"e".repeat(32)}`;
const rfc2822 = (ms: number) => new Date(ms).toUTCString().replace("GMT", "+0000");
const after = (seconds: number) => rfc2822(NOON.getTime() + seconds * 1000);

const message = (sid: string, change: object = {}) => ({
  ...messageBody,
  sid,
  body: "Sold",
  from: OWN,
  direction: "outbound-api",
  messaging_service_sid: null,
  date_created: after(1),
  date_sent: null,
  ...change,
});
const list = (messages: unknown[], next_page_uri: string | null = null) => ({
  messages,
  next_page_uri,
});
const look = (change: object = {}, taken: readonly string[] = []) => ({
  input: { to: "+15005550101", body: "Sold", ...change },
  key: "k",
  since: NOON,
  sender: OWN,
  taken: new Set(taken),
});

/** The SID that is found, `none` when nothing was sent, `unclear` when there is no telling. */
function verdict(body: unknown, given = look()): unknown {
  const found = findSent(body, given);
  if (found !== undefined) return (smsOf(found) as { sid: string } | null)?.sid;
  return isNoneSent(body, given) ? "none" : "unclear";
}

describe("a text that may have been sent", () => {
  it("is asked for by its number alone, so that one that still waits is listed", () => {
    const { to, body } = look().input;
    expect(messagesTo("/x", { to, body })).toEqual({
      method: "GET",
      path: "/x",
      query: { To: to, PageSize: 1_000 },
    });
  });

  it.each([
    ["what says the same", message("SM1"), "SM1"],
    [
      "what a trial account has put its sentence in front of",
      message("SM1", { body: "Sent from your Twilio trial account - Sold" }),
      "SM1",
    ],
    [
      "what was made a little before, by another clock",
      message("SM1", { date_created: after(-50) }),
      "SM1",
    ],
    ["nothing, where it is older", message("SM1", { date_created: after(-70) }), "none"],
    ["nothing, where a phone wrote it", message("SM1", { direction: "inbound" }), "none"],
    ["nothing, where it answers a phone", message("SM1", { direction: "outbound-reply" }), "none"],
    ["no telling, where the text differs", message("SM1", { body: "sold" }), "unclear"],
    ["no telling, where it only ends the same", message("SM1", { body: "Not Sold" }), "unclear"],
    ["no telling, where the text is not shown", message("SM1", { body: null }), "unclear"],
    ["no telling, where the sender differs", message("SM1", { from: "+15005550007" }), "unclear"],
    [
      "what says the same at a time that cannot be read",
      message("SM1", { date_created: "?" }),
      "SM1",
    ],
  ])("is %s", (_what, one, expected) => {
    expect(verdict(list([one]))).toBe(expected);
  });

  it("is not what another step has made its own, whatever that says", () => {
    const body = list([message("SM2", { body: "Other" }), message("SM1")]);
    expect(verdict(body, look({}, ["twilio:SM1"]))).toBe("unclear");
    expect(verdict(body, look({}, ["twilio:SM1", "twilio:SM2"]))).toBe("none");
    expect(verdict(body, look({}, ["twilio:SM2"]))).toBe("SM1");
  });

  it("is the oldest of several that are the same", () => {
    expect(verdict(list([message("SM2"), message("SM1")]))).toBe("SM1");
  });

  it("was sent by whom the step names", () => {
    const other = list([message("SM1", { from: "Northwind" })]);
    expect(verdict(other, look({ from: "Northwind" }))).toBe("SM1");
    expect(verdict(other)).toBe("unclear");
    const served = list([message("SM1", { from: null, messaging_service_sid: SERVICE })]);
    expect(verdict(served, look({ messagingServiceSid: SERVICE }))).toBe("SM1");
    expect(verdict(served)).toBe("unclear");
  });

  it("may stand on a page that was not read, or in a list of another shape", () => {
    expect(verdict(list([], "/next"))).toBe("unclear");
    expect(verdict(list([message("SM1")], "/next"))).toBe("SM1");
    expect(verdict(list([{ sid: 7 }]))).toBe("unclear");
    expect(verdict(list([]))).toBe("none");
  });

  it("is known by the same id in the answer to sending it and in the list", () => {
    const body = list([message("SM2"), message("SM1")]);
    expect(claims.idsIn(body)).toEqual(["twilio:SM2", "twilio:SM1"]);
    expect(claims.idOf(smsOf(message("SM1")))).toBe("twilio:SM1");
  });
});

describe("sending a text again", () => {
  const credentials = {
    accountSid: `AC${"e".repeat(32)}`,
    authToken: "c0ffee00".repeat(4),
    phoneNumber: OWN,
  };
  const connection = {
    id: "c1",
    provider: "twilio",
    account: credentials.accountSid,
    livemode: true,
  };

  /** Sends against a list; `asked` tells the requests in order. */
  function harness(
    answer: (method: string) => Response | Error,
    ports: Partial<ExecutorOptions> = {},
  ) {
    const asked: string[] = [];
    const execute = createExecutor({
      provider: () => new TwilioAdapter(),
      credentials: { resolve: async () => credentials },
      approvals: { authorize: async () => ({ allowed: true }) },
      claims: { taken: async () => new Set<string>() },
      sleep: async () => {},
      fetch: async (_url, init) => {
        asked.push(init?.method ?? "");
        const given = answer(init?.method ?? "");
        if (given instanceof Error) throw given;
        return given;
      },
      ...ports,
    });
    const send = (options: Partial<ExecuteOptions>) =>
      execute(connection, "sms.send", look().input, {
        ...options,
        mode: "apply",
        idempotencyKey: "k",
      });
    return { asked, send };
  }
  const again = { since: NOON };
  const listing = (messages: unknown[]) => (method: string) =>
    Response.json(method === "GET" ? list(messages) : message("SM9"));

  it("is left to a later attempt, which looks first, when the answer was lost", async () => {
    const { asked, send } = harness(() => new TypeError("socket hang up"));
    await expect(send({ isFirst: true })).rejects.toMatchObject({
      indeterminate: true,
      retryable: true,
    });
    expect(asked).toEqual(["POST"]);
  });

  it("finds what arrived, and sends what did not", async () => {
    const found = harness(listing([message("SM1")]));
    expect((await found.send(again)).output).toMatchObject({ sid: "SM1", body: "Sold" });
    expect(found.asked).toEqual(["GET"]);
    const missing = harness(listing([]));
    expect((await missing.send(again)).output).toMatchObject({ sid: "SM9" });
    expect(missing.asked).toEqual(["GET", "POST"]);
  });

  it("asks whose the listed ones are, and looks again later when one is nobody's", async () => {
    const ids: unknown[] = [];
    const taken = async (given: readonly string[]) => {
      ids.push(...given);
      return new Set(["twilio:SM1"]);
    };
    const { asked, send } = harness(listing([message("SM2", { body: "Other" }), message("SM1")]), {
      claims: { taken },
    });
    await expect(send(again)).rejects.toMatchObject({ indeterminate: true, retryable: true });
    expect([ids, asked]).toEqual([["twilio:SM2", "twilio:SM1"], ["GET"]]);
  });

  it("sends nothing when what has to happen before fails", async () => {
    const { asked, send } = harness(listing([]));
    const beforeRepeat = () => Promise.reject(new Error("no longer ours"));
    await expect(send({ ...again, beforeRepeat })).rejects.toThrow("no longer ours");
    expect(asked).toEqual(["GET"]);
  });

  it("sends nothing when nobody says since when, or whose is whose", async () => {
    const { asked, send } = harness(listing([]));
    await expect(send({})).rejects.toMatchObject({ code: "invalid" });
    const blind = harness(listing([]), { claims: undefined });
    await expect(blind.send(again)).rejects.toMatchObject({ code: "invalid" });
    expect([asked, blind.asked]).toEqual([[], []]);
  });
});
