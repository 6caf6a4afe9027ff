import type { z } from "zod";

import type { Catalogue } from "@/lib/automations/catalogue";
import type { OAuthClient } from "@/lib/connections/token-endpoint";
import type { Vault } from "@/lib/connections/vault";
import type { Env } from "@/lib/core/server/env";
import type { Database, UserClaims } from "@/lib/db/database";
import type { Deliveries } from "@/lib/db/deliveries";
import type { Hints } from "@/lib/db/hints";
import type { OpenedSecret } from "@/lib/db/named-secrets";
import type { Queue } from "@/lib/db/queue";
import type { RateLimits } from "@/lib/db/rate-limits";
import type { StreamAccess } from "@/lib/db/stream-access";
import type { Actor } from "@/lib/mesh/event";
import type { StreamHub } from "@/lib/mesh/hub";
import type { EventLog } from "@/lib/mesh/log";
import type { Publisher } from "@/lib/mesh/publisher";
import type { Execute } from "@/lib/providers/execute";

export const ROLES = ["viewer", "member", "admin", "owner"] as const;
/** What a member may do, weakest first. */
export type Role = (typeof ROLES)[number];

export const hasRole = (role: Role, least: Role) => ROLES.indexOf(role) >= ROLES.indexOf(least);

/** What verbs work with. One per process, made by the composition root. */
export interface Services {
  readonly env: Env;
  readonly db: Database;
  readonly vault: Vault;
  readonly log: EventLog;
  readonly publisher: Publisher;
  readonly deliveries: Deliveries;
  readonly queue: Queue;
  /** Notifications between processes that use the same database. */
  readonly hints: Hints;
  /** What automations can listen to and do. */
  readonly catalogue: Catalogue;
  readonly hub: StreamHub;
  /** Ends streams whose reader has lost access. */
  readonly streamAccess: StreamAccess;
  /** Counters that all processes share. */
  readonly limits: RateLimits;
  /** Somebody has signed out, was removed, or has another role: their streams end, here and in other processes. */
  accessChanged(): void;
  readonly execute: Execute;
  readonly fetch: typeof fetch;
  readonly now: () => Date;
  /** The platform's registration at a provider, or `null` when its variables are not set. */
  oauthClient(provider: string): OAuthClient | null;
  /** The platform's signing secrets of a provider's webhooks, newest first. */
  webhookSecrets(provider: string): readonly string[];
  /** Tells streams and dispatchers that this process appended events to the workspace's log. */
  notifyAppended(workspaceId: string): void;
  /** Hosts that an automation may call by web address. */
  readonly httpHosts: readonly string[];
  /** Opens secrets of a workspace that a request of an automation sends in its headers; those that exist. */
  openSecrets(workspaceId: string, names: readonly string[]): Promise<readonly OpenedSecret[]>;
  /** How long a worker may be silent before another one takes its run, milliseconds. */
  readonly leaseMs: number;
  /** Asks a worker, here or in another process, to let automations hear what was just stored. */
  dispatchSoon(): void;
  /** Asks the worker to look for missed events shortly. */
  sweepSoon(): void;
}

/** Who is asking, in which workspace. Every door builds one; no verb reads cookies, headers or env. */
export interface Context {
  readonly actor: Actor;
  readonly user: UserClaims;
  /** The sign-in session; stays the same while its tokens are refreshed. */
  readonly sessionId: string;
  readonly workspaceId: string;
  readonly role: Role;
  /**
   * Asks the sign-in service whether the session has not been ended since its token was made. Throws AppError
   * "unauthenticated", or "unavailable" when nobody answers.
   */
  confirmSession(): Promise<void>;
  readonly services: Services;
}

/** Something the product can do. Routes, server actions, commands and tools are made from it. */
export interface Verb<Input = unknown, Output = unknown> {
  readonly name: string;
  /** One sentence for people and agents alike. */
  readonly description: string;
  readonly effect: "read" | "write" | "destructive";
  /** The weakest role that may call it. */
  readonly role: Role;
  /** Set for what grants access or outlives the session: Auth is asked first whether the session still exists. */
  readonly session?: true | undefined;
  readonly input: z.ZodType<Input>;
  /** Throws AppError: "forbidden" without the role, "invalid" for a bad input. */
  run(context: Context, input: unknown): Promise<Output>;
}
