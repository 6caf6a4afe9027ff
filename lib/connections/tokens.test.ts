import { beforeEach, describe, expect, it } from "vitest";

import { AppError } from "@/lib/core/errors";
import type { OAuthToken } from "@/lib/providers/types";

import { freshToken, type HeldToken, type TokenPorts, type TokenStore } from "./tokens";

const HOUR_MS = 3_600_000;
const START = Date.parse("2026-11-20T12:00:00Z");
let nowMs = START;
let held: HeldToken | null;
let lease: { epoch: number; untilMs: number } | null;
let epochs = 0;
let renewals = 0;
let ended: string[] = [];
let failSaves = 0;

const store: TokenStore = {
  read: async () => held,
  async claim(_connection, version, seconds) {
    if (held?.version !== version || (lease && lease.untilMs > nowMs)) return null;
    lease = { epoch: ++epochs, untilMs: nowMs + seconds * 1000 };
    return lease.epoch;
  },
  async commit(_connection, epoch, token) {
    if (failSaves-- > 0) throw new Error("the database is away");
    if (!held || lease?.epoch !== epoch) return false;
    held = {
      version: held.version + 1,
      accessToken: token.secrets["access_token"] ?? "",
      refreshToken: token.secrets["refresh_token"] ?? held.refreshToken,
      issuedAt: new Date(nowMs),
      expiresAt: new Date(nowMs + (token.expiresInSeconds ?? 0) * 1000),
      notBefore: null,
    };
    lease = null;
    return true;
  },
  async release(_connection, epoch, pause) {
    if (!held || lease?.epoch !== epoch) return;
    lease = null;
    held = { ...held, notBefore: pause > 0 ? new Date(nowMs + pause * 1000) : null };
  },
};
const answer = (secrets: Record<string, string> = {}): OAuthToken => ({
  accountId: null,
  livemode: true,
  scope: "",
  secrets: { access_token: `token-${renewals + 1}`, ...secrets },
  expiresInSeconds: 3600,
});
const failing = (reason: string) => async () => {
  renewals++;
  throw new AppError("upstream", "No.", { details: { reason } });
};
const ports = (change: Partial<TokenPorts> = {}): TokenPorts => ({
  store,
  async renew() {
    const token = answer({ refresh_token: `refresh-${renewals + 1}` });
    renewals++;
    return token;
  },
  refused: async (connection) => void ended.push(connection),
  now: () => new Date(nowMs),
  sleep: async (ms) => void (nowMs += ms),
  random: () => 0.5,
  ...change,
});
const wanted = { connection: "c1", provider: "acme" };
const get = (change: Partial<TokenPorts> = {}, refused?: string) =>
  freshToken(ports(change), { ...wanted, refused });

beforeEach(() => {
  nowMs = START;
  lease = null;
  [epochs, renewals, failSaves] = [0, 0, 0];
  ended = [];
  held = {
    version: 1,
    accessToken: "token-0",
    refreshToken: "refresh-0",
    issuedAt: new Date(START),
    expiresAt: new Date(START + HOUR_MS),
    notBefore: null,
  };
});

describe("a token", () => {
  it("is handed out until five minutes before its end", async () => {
    nowMs = START + HOUR_MS - 5 * 60_000 - 1;
    expect((await get()).accessToken).toBe("token-0");
    nowMs += 1;
    expect((await get()).accessToken).toBe("token-1");
    expect(renewals).toBe(1);
  });

  it("that lives ten minutes is renewed after eight", async () => {
    held = { ...(held as HeldToken), expiresAt: new Date(START + 600_000) };
    nowMs = START + 479_999;
    expect((await get()).accessToken).toBe("token-0");
    nowMs = START + 480_000;
    expect((await get()).accessToken).toBe("token-1");
  });

  it("without an end is renewed only when the provider refuses it", async () => {
    held = { ...(held as HeldToken), expiresAt: null };
    nowMs = START + 1000 * HOUR_MS;
    expect((await get()).accessToken).toBe("token-0");
    expect((await get({}, "token-0")).accessToken).toBe("token-1");
  });

  it("that was renewed since it was refused is not renewed again", async () => {
    await get({}, "token-0");
    expect((await get({}, "token-0")).accessToken).toBe("token-1");
    expect(renewals).toBe(1);
  });

  it("without a refresh token is left to the provider's answer", async () => {
    held = { ...(held as HeldToken), refreshToken: undefined };
    expect((await get({}, "token-0")).accessToken).toBe("token-0");
    expect(renewals).toBe(0);
  });

  it("keeps the old refresh token when none is returned", async () => {
    const renewed = await get({ renew: async () => answer() }, "token-0");
    expect(renewed).toMatchObject({ accessToken: "token-1", refreshToken: "refresh-0" });
  });

  it("is saved again when saving fails, since a rotated token that is not saved is lost", async () => {
    failSaves = 3;
    expect((await get({}, "token-0")).accessToken).toBe("token-1");
    expect(renewals).toBe(1);
  });
});

describe("a provider that fails", () => {
  it.each(["unreachable", "token_exchange_failed"])(
    "with %s leaves an unexpired token in use, and is left alone for 30 s",
    async (reason) => {
      nowMs = START + HOUR_MS - 60_000;
      const renew = failing(reason);
      expect((await get({ renew })).accessToken).toBe("token-0");
      expect((await get({ renew })).accessToken).toBe("token-0");
      expect(renewals).toBe(1);
      nowMs += 30_001;
      expect((await get()).accessToken).toBe("token-2");
      expect(ended).toEqual([]);
    },
  );

  it("says when to come back once the token is over", async () => {
    nowMs = START + HOUR_MS;
    const renew = failing("unreachable");
    for (let asked = 0; asked < 2; asked++)
      await expect(get({ renew })).rejects.toMatchObject({
        retryable: true,
        action: "retry",
        retryAt: new Date(START + HOUR_MS + 30_000),
      });
    expect([renewals, ended]).toEqual([1, []]);
  });
});

describe("a refresh token that is not accepted", () => {
  it("ends the connection, which asks to be connected again", async () => {
    await expect(get({ renew: failing("invalid_grant") }, "token-0")).rejects.toMatchObject({
      apiCode: "UNAUTHORIZED",
      action: "reconnect",
      retryable: false,
    });
    expect(ended).toEqual(["c1"]);
    expect(held?.accessToken).toBe("token-0");
  });

  it("ends nothing when somebody else has renewed meanwhile", async () => {
    const renew = async () => {
      held = { ...(held as HeldToken), version: 2, accessToken: "theirs" };
      throw new AppError("upstream", "No.", { details: { reason: "invalid_grant" } });
    };
    expect((await get({ renew }, "token-0")).accessToken).toBe("theirs");
    expect(ended).toEqual([]);
  });
});

describe("a lease", () => {
  it("makes others wait for its holder's token", async () => {
    lease = { epoch: ++epochs, untilMs: nowMs + 30_000 };
    const sleep = async (ms: number) => {
      nowMs += ms;
      if (nowMs > START + 2_000) await store.commit("c1", 1, answer());
    };
    expect((await get({ sleep }, "token-0")).accessToken).toBe("token-1");
    expect(renewals).toBe(0);
  });

  it("passes on when its holder is gone", async () => {
    lease = { epoch: ++epochs, untilMs: nowMs + 30_000 };
    expect((await get({}, "token-0")).accessToken).toBe("token-1");
    expect(nowMs - START).toBeGreaterThanOrEqual(30_000);
  });

  it("that was lost while the provider was asked gives way to what was saved since", async () => {
    const renew = async () => {
      const late = answer();
      lease = { epoch: ++epochs, untilMs: nowMs + 30_000 };
      await store.commit("c1", epochs, { ...late, secrets: { access_token: "theirs" } });
      return late;
    };
    expect((await get({ renew }, "token-0")).accessToken).toBe("theirs");
  });
});
