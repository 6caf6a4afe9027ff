import type { Ast } from "../expressions/ast";

/** A piece of a header: text, or a secret that is inserted when the request is sent. */
export type HeaderPart = string | { readonly secret: string };

/** What a step has to work with: the event, results of earlier steps, the run. Paths in templates start here. */
export type Scope = Readonly<Record<string, unknown>>;

/** What a run knows of one of its steps. */
export interface StepState {
  readonly status:
    | "running"
    | "waiting"
    | "succeeded"
    | "failed"
    | "skipped"
    | "indeterminate"
    | "cancelled";
  readonly output?: unknown;
  /** Epoch milliseconds before which nothing happens; `null`: until something else moves it. */
  readonly notBefore?: number | null;
  readonly error?: string | undefined;
}

/** What a step wants to happen. Nothing here does I/O. */
export type Action =
  | {
      readonly kind: "call";
      /** Full name, e.g. `jira.issues.create`. */
      readonly operation: string;
      /** The connection to use; `null`: the oldest of that provider. */
      readonly connection: string | null;
      readonly input: Readonly<Record<string, unknown>>;
      /** Whether a person is asked first: for money perhaps only beyond what an owner allowed. */
      readonly asks: "never" | "beyond-allowance" | "always";
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
  /** The step is planned again then; nothing of it is done before. */
  | { readonly kind: "postpone"; readonly until: number; readonly reason: string }
  | {
      readonly kind: "wait";
      readonly pattern: string;
      readonly where: Ast | null;
      /** What `where` sees beside the arriving event. */
      readonly scope: Scope;
      readonly until: number;
    }
  | { readonly kind: "approve"; readonly reason: string; readonly until: number }
  /** Nothing outside happens; the step ends with this result, which decides what is inside of it. */
  | {
      readonly kind: "note";
      readonly output: Readonly<Record<string, unknown>>;
      /** So many items will be sent something: a person is asked first, unless an owner allowed as many. */
      readonly bulk?: { readonly items: number; readonly reason: string } | undefined;
    }
  /** The step cannot be done with what there is. */
  | { readonly kind: "fail"; readonly error: string };

/** What a run is to do next. */
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
  /** A waiting step's time has come. */
  | {
      readonly kind: "due";
      readonly key: string;
      readonly step: string;
      readonly stepKind: string;
      readonly action: Action;
      readonly warnings: readonly string[];
    }
  /** Nothing until then; `null`: until something else moves it. */
  | { readonly kind: "idle"; readonly until: number | null }
  /** A step whose outcome nobody knows: a person has to look. */
  | { readonly kind: "stuck"; readonly key: string }
  | {
      readonly kind: "finish";
      readonly status: "succeeded" | "failed";
      readonly failedStep: string | null;
      readonly error: string | null;
    };
