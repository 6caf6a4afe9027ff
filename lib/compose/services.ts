import { createVault } from "@/lib/connections/vault";
import type { Vault } from "@/lib/connections/vault";
import { AppError } from "@/lib/core/errors";
import { env as readEnv, type Env } from "@/lib/core/server/env";
import { logger } from "@/lib/core/server/logger";
import { createDatabase, type Database } from "@/lib/db/database";
import { createDeliveries } from "@/lib/db/deliveries";
import { createEventLog } from "@/lib/db/event-log";
import { openSecret } from "@/lib/db/secrets";
import { createStreamHub } from "@/lib/mesh/hub";
import { createPublisher } from "@/lib/mesh/publisher";
import { createExecutor, type CredentialsPort } from "@/lib/providers/execute";
import { configureStripe } from "@/lib/providers/stripe";
import type { Services } from "@/lib/verbs/types";

// Instrumentation and routes are separate module graphs of one process, which has one pool and one hub.
const KEY = Symbol.for("agentic-dashboard.services");
interface Holder {
  [KEY]?: Services;
}

/** A pasted key opens its own account; an authorised account is reached with the platform's key. */
function credentials(db: Database, vault: Vault): CredentialsPort {
  return {
    async resolve(connection) {
      const workspaceId = connection.workspace;
      if (!workspaceId)
        throw new AppError("internal", "A connection without a workspace was used.");
      const key = await db.withService((trx) =>
        openSecret(trx, vault, { workspaceId, connectionId: connection.id, field: "key" }),
      );
      return key
        ? { pat: key, livemode: connection.livemode }
        : { accountId: connection.account ?? undefined, livemode: connection.livemode };
    },
  };
}

/** Everything a process works with, made from its environment. Nothing is connected to until it is used. */
export function createServices(env: Env): Services {
  const db = createDatabase(env.databaseUrl);
  const vault = createVault(env.credentialKeys);
  const log = createEventLog(db);
  const hub = createStreamHub(log, (err) =>
    logger.warn({ err }, "the event log could not be read"),
  );
  const { stripe } = env;
  configureStripe({ apiBase: stripe?.apiBase ?? undefined, platformKey: stripe?.secretKey });
  const clients = new Map(
    stripe
      ? [
          [
            "stripe",
            {
              clientId: stripe.clientId,
              clientSecret: stripe.secretKey,
              redirectUri: `${env.appUrl}/api/auth/stripe/callback`,
            },
          ],
        ]
      : [],
  );
  return {
    env,
    db,
    vault,
    log,
    hub,
    deliveries: createDeliveries(db, (err) => logger.warn({ err }, "webhook times not noted")),
    publisher: createPublisher(log, (workspace, events) => hub.nudge(workspace, events)),
    execute: createExecutor({
      credentials: credentials(db, vault),
      trace: (entry) => logger.debug(entry, "provider call"),
    }),
    fetch: globalThis.fetch,
    now: () => new Date(),
    oauthClient: (provider) => clients.get(provider) ?? null,
    webhookSecrets: (provider) => (provider === "stripe" ? (stripe?.webhookSecrets ?? []) : []),
    sweepSoon: () => {},
  };
}

/** The process's services, made on first use. Throws a sentence that names what the environment lacks. */
export function services(): Services {
  const holder = globalThis as Holder;
  holder[KEY] ??= createServices(readEnv());
  return holder[KEY];
}
