import type { z } from "zod";

import type { Catalogue } from "@/lib/automations/catalogue";
import type { OAuthClient } from "@/lib/connections/token-endpoint";
import type { Vault } from "@/lib/connections/vault";
import { roleSchema, type Role } from "@/lib/contracts/member";
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

/** Role of a caller: of a member, or `invited` for a signed-in person who is not a member yet but holds an invitation. */
export type CallerRole = Role | "invited";

const RANKS: readonly CallerRole[] = ["invited", ...roleSchema.options];

export const hasRole = (role: CallerRole, least: CallerRole) =>
  RANKS.indexOf(role) >= RANKS.indexOf(least);

/** Scopes of an API token. */
export const TOKEN_SCOPES = ["events:publish"] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** Dependencies of verbs. Created once per process by the composition root. */
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
  /** Operations and events that automations can use. */
  readonly catalogue: Catalogue;
  readonly hub: StreamHub;
  /** Closes streams whose reader has lost access. */
  readonly streamAccess: StreamAccess;
  /** Rate limits shared by all processes. */
  readonly limits: RateLimits;
  /** Closes streams of people who signed out, were removed or changed role, in all processes. */
  accessChanged(): void;
  readonly execute: Execute;
  readonly fetch: typeof fetch;
  readonly now: () => Date;
  /** The platform's OAuth client of a provider; `null` if its variables are not set. */
  oauthClient(provider: string): OAuthClient | null;
  /** The platform's signing secrets of a provider's webhooks, newest first. */
  webhookSecrets(provider: string): readonly string[];
  /** Notifies streams and dispatchers that this process appended events to the workspace's log. */
  notifyAppended(workspaceId: string): void;
  /** Hosts that HTTP steps may call. */
  readonly httpHosts: readonly string[];
  /** Decrypts the named secrets of a workspace that exist, for the headers of an HTTP step. */
  openSecrets(workspaceId: string, names: readonly string[]): Promise<readonly OpenedSecret[]>;
  /** Lease of a run in milliseconds. Another worker takes over after a longer silence. */
  readonly leaseMs: number;
  /** Asks a worker in any process to dispatch the stored events to automations. */
  dispatchSoon(): void;
  /** Asks the worker to search for missed events soon. */
  sweepSoon(): void;
}

/** The sign-in session of a person. */
export interface SessionActor {
  readonly kind: "session";
  /** Token refreshes do not change it. */
  readonly sessionId: string;
  /**
   * Checks with Auth that the session has not ended since its token was issued. Throws AppError "unauthenticated", or
   * "unavailable" if Auth does not answer.
   */
  confirm(): Promise<void>;
}

/** An API token, or an agent or command line that uses one. */
export interface TokenActor {
  readonly kind: "token";
  readonly id: string;
  /** First segment of the event types that it may publish. */
  readonly name: string;
  readonly scopes: readonly string[];
}

/** Caller and workspace. Every entry point builds one, so that no verb reads cookies, headers or env. */
export interface Context {
  readonly actor: SessionActor | TokenActor;
  /** The person whose permissions apply: the signed-in person, or the person who created the token. */
  readonly user: UserClaims;
  readonly workspaceId: string;
  readonly role: CallerRole;
  readonly services: Services;
}

/** The context of a signed-in person. */
export interface SessionContext extends Context {
  readonly actor: SessionActor;
}

/** Names the caller in events and audit rows. */
export const actorOf = ({ actor, user }: Pick<Context, "actor" | "user">): Actor =>
  actor.kind === "token" ? { kind: "token", id: actor.id } : { kind: "user", id: user.sub };

/** An action of the product. Routes, server actions, commands and tools are built from it. */
export interface Verb<Input = unknown, Output = unknown> {
  readonly name: string;
  /** One or two sentences for people and agents. */
  readonly description: string;
  readonly effect: "read" | "write" | "destructive";
  /** Minimum role of the caller. */
  readonly role: CallerRole;
  /**
   * Set if the verb grants access or outlives the session. The caller must then be a signed-in person, and Auth must
   * confirm that the session still exists.
   */
  readonly session?: true | undefined;
  /** Scope that a token needs. Tokens cannot call verbs without one. */
  readonly scope?: TokenScope | undefined;
  readonly input: z.ZodType<Input>;
  /** The shape of its answer, for other surfaces and for components. */
  readonly output?: z.ZodType<Output> | undefined;
  /** Throws AppError "forbidden" without the role and "invalid" for invalid input. */
  run(context: Context, input: unknown): Promise<Output>;
}
