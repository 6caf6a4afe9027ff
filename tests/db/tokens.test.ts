import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { freshToken, type TokenPorts } from "@/lib/connections/tokens";
import { createVault, type Vault } from "@/lib/connections/vault";
import { AppError } from "@/lib/core/errors";
import { setConnectionStatus } from "@/lib/db/connections";
import { createDatabase, type Database } from "@/lib/db/database";
import { openSecrets, replaceSecrets } from "@/lib/db/secrets";
import { startToken, tokenStore } from "@/lib/db/tokens";
import type { OAuthToken } from "@/lib/providers/types";

import { connectAs } from "./services";
import { startTestStack, type TestStack, type TestUser } from "./stack";

let test: TestStack;
let ada: TestUser;
let connection: string;
/** A pool of its own, as another process has. */
let other: Database;
const vault: Vault = createVault([{ id: "k1", key: Buffer.alloc(32, 7) }]);

/** A provider whose refresh tokens are good once. */
let current = "refresh-0";
let renewals = 0;
let ended = 0;
const renew = async (refresh: string): Promise<OAuthToken> => {
  await new Promise((resolve) => setTimeout(resolve, 50));
  if (refresh !== current)
    throw new AppError("upstream", "No.", { details: { reason: "invalid_grant" } });
  current = `refresh-${++renewals}`;
  return {
    accountId: null,
    livemode: true,
    scope: "",
    secrets: { access_token: `token-${renewals}`, refresh_token: current },
    expiresInSeconds: 3600,
  };
};
const ports = (db: Database, change: Partial<TokenPorts> = {}): TokenPorts => ({
  store: tokenStore(db, vault, ada.workspace),
  renew,
  refused: async () => void ended++,
  now: () => new Date(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  ...change,
});
const get = (db: Database, refused?: string) =>
  freshToken(ports(db), { connection, provider: "acme", refused });
const expireLease = () =>
  test.admin.query(
    "update private.connection_tokens set lease_until = now() - interval '1 s' where connection_id = $1",
    [connection],
  );

beforeAll(async () => {
  test = await startTestStack();
  other = createDatabase(test.stack.env["DATABASE_URL"] ?? "", { max: 10 });
  ada = await test.signUp("ada");
  connection = (await connectAs(test, ada, "acct_1Token")).id;
});
afterAll(async () => {
  await other.end();
  await test.stop();
});
beforeEach(async () => {
  [current, renewals, ended] = ["refresh-0", 0, 0];
  const secrets = { access_token: "token-0", refresh_token: "refresh-0" };
  const place = { workspaceId: ada.workspace, connectionId: connection };
  await test.db.withService(async (trx) => {
    await startToken(trx, connection, new Date(Date.now() + 3_600_000));
    await replaceSecrets(trx, vault, place, secrets);
  });
});

describe("a refresh on a real database", () => {
  it("happens once for fifty callers over two pools", async () => {
    const callers = Array.from({ length: 50 }, (_, at) => get(at % 2 ? test.db : other, "token-0"));
    const tokens = await Promise.all(callers);
    expect(new Set(tokens.map(({ accessToken }) => accessToken))).toEqual(new Set(["token-1"]));
    expect([renewals, ended]).toEqual([1, 0]);
  });

  it("refuses a holder that comes late, and writes nothing of it", async () => {
    const [mine, theirs] = [test.db, other].map((db) => tokenStore(db, vault, ada.workspace));
    const { version = 0 } = (await mine?.read(connection)) ?? {};
    const slow = await mine?.claim(connection, version, 30);
    expect(await theirs?.claim(connection, version, 30)).toBeNull();
    await expireLease();
    const quick = await theirs?.claim(connection, version, 30);
    expect(quick).toBeGreaterThan(slow ?? Infinity);
    const token = await renew("refresh-0");
    expect(await theirs?.commit(connection, quick ?? 0, token)).toBe(true);
    const late = { ...token, secrets: { access_token: "late", refresh_token: "late" } };
    expect(await mine?.commit(connection, slow ?? 0, late)).toBe(false);
    expect(await theirs?.read(connection)).toMatchObject({
      version: version + 1,
      accessToken: "token-1",
      refreshToken: "refresh-1",
    });
  });

  it("asks for a new authorisation when its holder was killed with the only new token", async () => {
    const store = tokenStore(other, vault, ada.workspace);
    const { version = 0 } = (await store.read(connection)) ?? {};
    await store.claim(connection, version, 30);
    await renew("refresh-0");
    await expireLease();
    await expect(get(test.db, "token-0")).rejects.toMatchObject({ action: "reconnect" });
    expect(ended).toBe(1);
    expect(await store.read(connection)).toMatchObject({ refreshToken: "refresh-0" });
  });

  it("takes the lease over when its holder was killed before it asked", async () => {
    const store = tokenStore(other, vault, ada.workspace);
    const { version = 0 } = (await store.read(connection)) ?? {};
    await store.claim(connection, version, 1);
    expect((await get(test.db, "token-0")).accessToken).toBe("token-1");
    expect([renewals, ended]).toEqual([1, 0]);
  });

  it("leaves the provider alone for a while after it failed", async () => {
    const down = ports(test.db, {
      renew: async () => {
        renewals++;
        throw new AppError("upstream", "Away.", { details: { reason: "unreachable" } });
      },
    });
    const wanted = { connection, provider: "acme", refused: "token-0" };
    for (let asked = 0; asked < 3; asked++)
      await expect(freshToken(down, wanted)).rejects.toMatchObject({ retryable: true });
    expect([renewals, ended]).toEqual([1, 0]);
  });

  it("brings no secret back to a connection that was disconnected meanwhile", async () => {
    const store = tokenStore(other, vault, ada.workspace);
    const { version = 0 } = (await store.read(connection)) ?? {};
    const epoch = await store.claim(connection, version, 30);
    await test.db.withService((trx) => setConnectionStatus(trx, connection, "revoked"));
    expect(await store.commit(connection, epoch ?? 0, await renew("refresh-0"))).toBe(false);
    const place = { workspaceId: ada.workspace, connectionId: connection };
    const left = await test.db.withService((trx) => openSecrets(trx, vault, place));
    expect(left.size).toBe(0);
  });
});
