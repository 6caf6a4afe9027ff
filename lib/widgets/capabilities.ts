import { heardPatterns } from "./interactions";
import type { WidgetDefinition } from "./schema";

/** The capabilities of a widget, derived from its definition and never declared by it. */
export interface Capabilities {
  /** Provider reads, e.g. `stripe GET /charges`. */
  readonly reads: readonly string[];
  /** Event patterns that it listens to or refreshes on. */
  readonly eventsIn: readonly string[];
  /** Events that it can publish. */
  readonly eventsOut: readonly string[];
  /** Operations that its actions name, e.g. `refunds.create`. */
  readonly operations: readonly string[];
}

function readOf({ provider, dataSource }: WidgetDefinition): string[] {
  switch (dataSource.type) {
    case "api":
      return [`${provider} ${dataSource.method} ${dataSource.endpoint}`];
    case "metric":
      return [`metric ${dataSource.metric}`];
    case "objects":
      return [`objects ${provider} ${dataSource.object}`];
    case "events":
      return [`events ${dataSource.pattern}`];
    case "static":
      return [];
  }
}

function published(definition: WidgetDefinition): string[] {
  const emit = definition.events?.onItemClick;
  if (emit) return [emit.eventName];
  const aliases = (definition.display.actions ?? []).flatMap((action) =>
    "event" in action && action.trigger === "click" ? [action.event] : [],
  );
  const prefix = `${definition.provider}.`;
  return aliases.map((name) => (name.startsWith(prefix) ? name : prefix + name));
}

const sorted = (values: Iterable<string>) => [...new Set(values)].toSorted();

/** Reads, events in and out, and operations of a definition, each sorted and without repeats. */
export function deriveCapabilities(definition: WidgetDefinition): Capabilities {
  const { dataSource } = definition;
  const refreshOn = dataSource.type === "static" ? [] : (dataSource.refreshOn ?? []);
  const tailed = dataSource.type === "events" ? [dataSource.pattern] : [];
  return {
    reads: sorted(readOf(definition)),
    eventsIn: sorted([...heardPatterns(definition), ...refreshOn, ...tailed]),
    eventsOut: sorted(published(definition)),
    operations: sorted(Object.values(definition.actions ?? {}).map(({ operation }) => operation)),
  };
}
