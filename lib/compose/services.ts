import { createCatalogue } from "@/lib/automations/catalogue";
import { OWN_EVENTS } from "@/lib/automations/events";
import { createVault } from "@/lib/connections/vault";
import { env as readEnv, type Env } from "@/lib/core/server/env";
import { logger } from "@/lib/core/server/logger";
import { refusalOf } from "@/lib/core/server/outbound";
import { createDatabase } from "@/lib/db/database";
import { createDeliveries } from "@/lib/db/deliveries";
import { createEventLog } from "@/lib/db/event-log";
import { createHints } from "@/lib/db/hints";
import { openNamedSecrets } from "@/lib/db/named-secrets";
import { createQueue } from "@/lib/db/queue";
import { createRateLimits } from "@/lib/db/rate-limits";
import { createStreamAccess } from "@/lib/db/stream-access";
import type { MeshEvent } from "@/lib/mesh/event";
import { createStreamHub } from "@/lib/mesh/hub";
import { createPublisher } from "@/lib/mesh/publisher";
import { createExecutor } from "@/lib/providers/execute";
import { listProviders } from "@/lib/providers/registry";
import type { Services } from "@/lib/verbs/types";

import { createCredentials } from "./credentials";
import { createApprovals, createAudit, createClaims } from "./gates";
import { createHealth } from "./health";

// Instrumentation and routes are separate module graphs of one process, which has one pool and one hub.
const KEY = Symbol.for("agentic-dashboard.services");
interface Holder {
  [KEY]?: Services;
}

/** Each provider's variables; the adapters are told theirs. */
function configureProviders(env: Env) {
  return new Map(
    listProviders().map((adapter) => {
      const variables = env.provider(adapter.name, adapter.manifest.variables);
      adapter.configure?.({
        apiBase: variables.apiBase ?? undefined,
        clientSecret: variables.client?.secret,
      });
      return [adapter.name, variables] as const;
    }),
  );
}

/** Everything a process works with, made from its environment. Nothing is connected to until it is used. */
export function createServices(env: Env): Services {
  const db = createDatabase(env.databaseUrl);
  const vault = createVault(env.credentialKeys);
  const log = createEventLog(db);
  const hub = createStreamHub(log, (err) =>
    logger.warn({ err }, "the event log could not be read"),
  );
  const streamAccess = createStreamAccess(db, {
    onError: (err) => logger.warn({ err }, "the readers of open streams could not be checked"),
  });
  const hints = createHints(db, env.databaseUrl);
  const platform = configureProviders(env);
  const notifyAppended = (workspace: string, events?: readonly MeshEvent[]): void => {
    hub.nudge(workspace, events);
    all.dispatchSoon();
    hints.notify({ appended: [workspace] });
  };
  const parts: Omit<Services, "execute"> = {
    env,
    db,
    vault,
    log,
    hub,
    streamAccess,
    limits: createRateLimits(db),
    accessChanged() {
      streamAccess.recheck();
      hints.notify({ accessChanged: true });
    },
    deliveries: createDeliveries(db, (err) => logger.warn({ err }, "webhook times not noted")),
    hints,
    publisher: createPublisher(log, notifyAppended),
    queue: createQueue(db, { notifyOthers: () => hints.notify({ wakeups: true }) }),
    catalogue: createCatalogue(listProviders(), OWN_EVENTS, (url) =>
      refusalOf(url, env.automationHttpHosts),
    ),
    notifyAppended,
    httpHosts: env.automationHttpHosts,
    openSecrets: (workspaceId, names) =>
      names.length === 0
        ? Promise.resolve([])
        : db.withService((trx) => openNamedSecrets(trx, vault, workspaceId, names)),
    leaseMs: env.leaseSeconds * 1000,
    dispatchSoon: () => hints.notify({ dispatchPending: true }),
    fetch: globalThis.fetch,
    now: () => new Date(),
    oauthClient(provider) {
      const client = platform.get(provider)?.client;
      if (!client) return null;
      return {
        clientId: client.id,
        clientSecret: client.secret,
        redirectUri: `${env.appUrl}/api/auth/${provider}/callback`,
      };
    },
    webhookSecrets: (provider) => platform.get(provider)?.webhookSecrets ?? [],
    sweepSoon: () => {},
  };
  const all: Services = Object.assign(parts, {
    execute: createExecutor({
      credentials: createCredentials(parts),
      approvals: createApprovals(db),
      audit: createAudit(db),
      claims: createClaims(db),
      health: createHealth(parts),
      trace: (entry) => logger.debug(entry, "provider call"),
    }),
  });
  return all;
}

/** The process's services, made on first use. Throws a sentence that names what the environment lacks. */
export function services(): Services {
  const holder = globalThis as Holder;
  holder[KEY] ??= createServices(readEnv());
  return holder[KEY];
}
