import type { StepStatus } from "@/lib/contracts/run";

import type { Ast } from "../expressions/ast";

/** A piece of a header: text, or a secret that is inserted when the request is sent. */
export type HeaderPart = string | { readonly secret: string };

/** Values that templates can use: the event, results of earlier steps, the run. */
export type Scope = Readonly<Record<string, unknown>>;

/** Stored state of a step in a run. */
export interface StepState {
  readonly status: StepStatus;
  readonly output?: unknown;
  /** Time in epoch milliseconds at which a waiting step continues; `null` if only an event or a person continues it. */
  readonly notBefore?: number | null;
  readonly error?: string | undefined;
}

/** Action that a step plans. The planner itself does no I/O. */
export type Action =
  | {
      readonly kind: "call";
      /** Full name, e.g. `jira.issues.create`. */
      readonly operation: string;
      /** Id of the connection; `null` for the provider's oldest one. */
      readonly connection: string | null;
      readonly input: Readonly<Record<string, unknown>>;
      /** Approval policy. `above-limit` needs one only above the owner's auto-approval limit. */
      readonly approvalPolicy: "never" | "above-limit" | "always";
    }
  | {
      readonly kind: "http";
      readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
      readonly url: string;
      readonly headers: Readonly<Record<string, readonly HeaderPart[]>>;
      readonly body: unknown;
    }
  | {
      readonly kind: "publish";
      readonly type: string;
      readonly subject: string | null;
      readonly data: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: "sleep"; readonly until: number }
  /** The step is planned again at that time. Nothing is sent before. */
  | { readonly kind: "postpone"; readonly until: number; readonly reason: string }
  | {
      readonly kind: "wait";
      readonly pattern: string;
      readonly where: Ast | null;
      /** Values that `where` can use in addition to the arriving event. */
      readonly scope: Scope;
      readonly until: number;
    }
  | { readonly kind: "approve"; readonly reason: string; readonly until: number }
  /** Records a result that decides which inner steps run. Sends nothing. */
  | {
      readonly kind: "note";
      readonly output: Readonly<Record<string, unknown>>;
      /** Set for a loop over many items, which needs an approval above the owner's auto-approval limit. */
      readonly bulk?: { readonly items: number; readonly reason: string } | undefined;
    }
  /** The step cannot run with its current input. */
  | { readonly kind: "fail"; readonly error: string };

/** Next action of a run. */
export type Decision =
  | {
      readonly kind: "begin";
      readonly key: string;
      readonly step: string;
      readonly stepKind: string;
      readonly action: Action;
      readonly warnings: readonly string[];
    }
  | {
      readonly kind: "skip";
      readonly key: string;
      readonly step: string;
      readonly stepKind: string;
      readonly reason: string;
    }
  /** A waiting step continues because its time has come. */
  | {
      readonly kind: "due";
      readonly key: string;
      readonly step: string;
      readonly stepKind: string;
      readonly action: Action;
      readonly warnings: readonly string[];
    }
  /** Nothing to do until this time; `null` until an event or a person continues the run. */
  | { readonly kind: "idle"; readonly until: number | null }
  /** The outcome of a step is unknown, so a person must review it. */
  | { readonly kind: "stuck"; readonly key: string }
  | {
      readonly kind: "finish";
      /** `cancelled` when a person denied an approval, which is no failure. */
      readonly status: "succeeded" | "failed" | "cancelled";
      readonly failedStep: string | null;
      readonly error: string | null;
    };
