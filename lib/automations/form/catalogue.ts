/** A field of an operation's input, for a form. */
export interface PlainField {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly required: boolean;
  readonly type: "text" | "number" | "boolean" | "list" | "object" | "any";
  readonly options: readonly string[];
  /** The value may be chosen from a list of the provider, which `needs` these other fields first. */
  readonly choices?: { readonly needs: readonly string[] } | undefined;
}

/** A path with what stands there in an example, in a few words. */
export interface PlainPath {
  readonly path: string;
  readonly sample: string;
  /** For a list of objects: what one of them holds. */
  readonly items?: readonly PlainPath[] | undefined;
}

export interface PlainOperation {
  /** Full name, e.g. `jira.issues.create`. */
  readonly name: string;
  readonly provider: string;
  readonly title: string;
  readonly description: string;
  readonly effect: "read" | "write" | "destructive";
  readonly movesMoney: boolean;
  readonly fields: readonly PlainField[];
  readonly outputs: readonly PlainPath[];
}

export interface PlainEvent {
  readonly type: string;
  readonly provider: string;
  readonly title: string;
  readonly description: string;
  readonly fields: readonly string[];
  /** An example of the event's `data`: the latest of the workspace, else a made-up one. */
  readonly sample: Readonly<Record<string, unknown>>;
  /** When the workspace saw the last one, ISO 8601; `null` when it saw none of late. */
  readonly lastAt: string | null;
}

export interface PlainStepKind {
  readonly kind: string;
  readonly title: string;
  readonly description: string;
}

/** The catalogue as data that a browser can be given. */
export interface PlainCatalogue {
  readonly operations: readonly PlainOperation[];
  readonly events: readonly PlainEvent[];
  readonly enrichments: readonly {
    readonly name: string;
    readonly provider: string;
    readonly fields: readonly string[];
  }[];
  readonly stepKinds: readonly PlainStepKind[];
}
