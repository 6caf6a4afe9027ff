/** An input field of an operation, as the form needs it. */
export interface PlainField {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly required: boolean;
  readonly type: "text" | "number" | "boolean" | "list" | "object" | "any";
  readonly options: readonly string[];
  /** Set for an amount in the smallest unit of its currency. */
  readonly isMoney?: boolean | undefined;
  /** Set if the form shows the field although it is optional. */
  readonly isMain?: boolean | undefined;
  /** Set if the provider can list the possible values. `needs` names the fields that must be filled first. */
  readonly choices?: { readonly needs: readonly string[] } | undefined;
}

/** A path with a short example of its value. */
export interface PlainPath {
  readonly path: string;
  readonly sample: string;
  /** For a list of objects: the fields of one object. */
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
  /** Example of the event's `data`: the latest in the workspace, otherwise an invented one. */
  readonly sample: Readonly<Record<string, unknown>>;
  /** Time of the latest event in the workspace, ISO 8601; `null` if there is no recent one. */
  readonly lastAt: string | null;
}

export interface PlainStepKind {
  readonly kind: string;
  readonly title: string;
  readonly description: string;
}

/** The catalogue as plain data for the browser. */
export interface PlainCatalogue {
  readonly operations: readonly PlainOperation[];
  /** Providers with further operations, which are searched for and loaded when they are used. */
  readonly further: readonly string[];
  readonly events: readonly PlainEvent[];
  readonly enrichments: readonly {
    readonly name: string;
    readonly provider: string;
    readonly fields: readonly string[];
  }[];
  readonly stepKinds: readonly PlainStepKind[];
}

/** Returns the human label of an event type, or the type itself if the catalogue has no label for it. */
export const eventTitle = (events: readonly PlainEvent[], type: string): string =>
  events.find((event) => event.type === type)?.title || type;
