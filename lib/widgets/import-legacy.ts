import type { DefinitionIssue } from "../core/definition-issues";
import { describeRawIssue, issue, toIssues } from "../core/definition-issues";
import { LegacyDefinition } from "./legacy-schema";
import type { WidgetDefinition } from "./schema";
import { parseDefinition } from "./schema";
import { toneOfClasses } from "./tone";

/** A definition of version 1 and what of the old one could not be carried over. */
export type ImportResult =
  | {
      readonly ok: true;
      readonly definition: WidgetDefinition;
      readonly issues: readonly DefinitionIssue[];
    }
  | { readonly ok: false; readonly issues: readonly DefinitionIssue[] };

const POLL_FLOOR_MS = 10_000;
const TEMPLATE = /^\{\{\s*(?:event\.)?([A-Za-z_][\w.]*)\s*\}\}$/;

type Json = Record<string, unknown>;
type LegacyField = LegacyDefinition["fields"][number];

/** `$.a.b[0]` → `a.b.0`; a trailing `[*]` means the list itself; anything cleverer is `null`. */
function dotPath(jsonPath: string): string | null {
  const path = jsonPath
    .replace(/^\$\.?/, "")
    .replace(/\[\*\]$/, "")
    .replaceAll(/\[(\d+)\]/g, ".$1");
  return path === "" || /^[A-Za-z_]\w*(\.\w+)*$/.test(path) ? path : null;
}

/** Collects what is lost on the way. */
class Import {
  readonly issues: DefinitionIssue[] = [];
  readonly #old: LegacyDefinition;

  constructor(old: LegacyDefinition) {
    this.#old = old;
  }

  lost(path: readonly (string | number)[], message: string): void {
    this.issues.push(issue(path, message));
  }

  dataSource(): Json {
    const { endpoint, method, params, body, pollInterval } = this.#old.dataSource;
    if (body !== undefined) this.lost(["dataSource", "body"], "A request body is not carried over");
    const kept = Object.entries(params ?? {}).filter(([key, value]) => {
      const plain = ["string", "number", "boolean"].includes(typeof value);
      if (plain && !String(value).includes("{{")) return true;
      this.lost(["dataSource", "params", key], "Only fixed values are carried over");
      return false;
    });
    return {
      type: "api",
      endpoint,
      method: method ?? "GET",
      ...(kept.length > 0 ? { params: Object.fromEntries(kept) } : {}),
      ...(pollInterval
        ? { refreshInterval: Math.max(POLL_FLOOR_MS, Math.round(pollInterval * 1000)) }
        : {}),
    };
  }

  transform(): Json {
    const { dataSource, fields, layout } = this.#old;
    const mapItem: Json = {};
    fields.forEach(({ name, path }, index) => {
      const found = dotPath(path);
      if (found) mapItem[name] = found;
      else this.lost(["fields", index, "path"], `The path ${path} is not carried over`);
    });
    const path = dataSource.dataPath === undefined ? "" : dotPath(dataSource.dataPath);
    if (path === null) this.lost(["dataSource", "dataPath"], "This path is not carried over");
    const sort = layout.type === "table" ? layout.defaultSort : undefined;
    return {
      ...(path ? { path } : {}),
      mapItem,
      ...(sort ? { sort: { field: sort.field, direction: sort.direction ?? "asc" } } : {}),
    };
  }

  #field(name: string, more: Json = {}): Json {
    const index = this.#old.fields.findIndex((field) => field.name === name);
    const old: LegacyField | undefined = this.#old.fields[index];
    const types: Json = {
      number: "number",
      boolean: "boolean",
      date: "date",
      url: "link",
      enum: "badge",
    };
    if (old?.format !== undefined && old.format !== "{{value}}") {
      this.lost(["fields", index, "format"], `The template ${old.format} is not carried over`);
    }
    const style = Object.entries(old?.enumLabels ?? {}).map(([value, label]) => ({
      condition: `${name} === ${JSON.stringify(value)}`,
      label,
    }));
    return {
      key: name,
      type: types[old?.type ?? ""] ?? "text",
      ...(old?.label === undefined ? {} : { label: old.label }),
      ...(style.length > 0 ? { style } : {}),
      ...more,
    };
  }

  #badge(badge: { field: string; colorMap?: Record<string, string> | undefined }): Json {
    const style = Object.entries(badge.colorMap ?? {}).map(([value, colour]) => ({
      condition: `${badge.field} === ${JSON.stringify(value)}`,
      tone: toneOfClasses(`bg-${colour}-100`) ?? toneOfClasses(colour) ?? "neutral",
    }));
    return this.#field(badge.field, { type: "badge", role: "badge", style });
  }

  #titled(title: string, second: string | undefined, rest: readonly string[] = []): Json[] {
    return [
      this.#field(title, { role: "primary" }),
      ...(second === undefined ? [] : [this.#field(second, { role: "secondary" })]),
      ...rest.map((name) => this.#field(name, { role: "meta" })),
    ];
  }

  #view(): Json {
    const { layout } = this.#old;
    switch (layout.type) {
      case "list": {
        const { title, subtitle, metadata, badge } = layout.fields;
        const fields = this.#titled(title, subtitle, metadata);
        if (badge) fields.push(this.#badge(badge));
        if (layout["searchable"]) this.lost(["layout", "searchable"], "Search is not carried over");
        return { view: "list", fields };
      }
      case "table": {
        const fields = layout.columns.map(({ field, header, label, sortable }) =>
          this.#field(field, {
            label: header ?? label ?? field,
            ...(sortable === undefined ? {} : { sortable }),
          }),
        );
        return { view: "table", fields };
      }
      case "cards": {
        const { title, description, metadata, actions } = layout.card;
        if (actions) this.lost(["layout", "card", "actions"], "Card actions are not carried over");
        return { view: "card", fields: this.#titled(title, description, metadata) };
      }
      case "metric":
        return this.#metric(layout);
      case "chart": {
        const { chartType, xAxis, yAxis, title } = layout;
        const chart = { kind: chartType, x: xAxis, y: yAxis, ...(title ? { title } : {}) };
        return { view: "chart", chart, fields: [] };
      }
    }
  }

  #metric(layout: Extract<LegacyDefinition["layout"], { type: "metric" }>): Json {
    const { value, label, comparison, format } = layout;
    if (format === "duration") this.lost(["layout", "format"], "Durations are shown as numbers");
    const shape: Json =
      format === "currency"
        ? { type: "money" }
        : { type: format === "percentage" ? "percent" : "number" };
    const field = this.#field(value, { ...shape, ...(label === undefined ? {} : { label }) });
    const stat = { value, ...(comparison ? { comparison: comparison.field } : {}) };
    return { view: "stat", stat, fields: [field] };
  }

  display(): Json {
    const { emptyMessage, errorMessage } = this.#old;
    const layout = {
      ...(emptyMessage === undefined ? {} : { emptyState: emptyMessage }),
      ...(errorMessage === undefined ? {} : { errorState: errorMessage }),
    };
    return { ...this.#view(), ...(Object.keys(layout).length > 0 ? { layout } : {}) };
  }

  events(): Json | undefined {
    const select = this.#old.interactions?.onSelect;
    if (!select) return undefined;
    const payload: Json = {};
    for (const [key, value] of Object.entries(select.payload ?? {})) {
      const field = typeof value === "string" ? TEMPLATE.exec(value)?.[1] : undefined;
      if (field !== undefined) payload[key] = { expr: field };
      else if (typeof value === "string" && value.includes("{{")) {
        this.lost(
          ["interactions", "onSelect", "payload", key],
          "This template is not carried over",
        );
      } else payload[key] = value;
    }
    const source = select.source === undefined ? {} : { source: select.source };
    return { onItemClick: { eventName: select.eventName, payload, ...source } };
  }

  subscriptions(): Json[] {
    return (this.#old.subscriptions ?? []).flatMap(({ pattern, action }, index): Json[] => {
      const { filter, highlight, notification } = action;
      const match = filter ?? highlight;
      const path = ["subscriptions", index, "action"];
      if (!match) {
        if (notification) return [{ pattern, action: "notify", message: notification.message }];
        this.lost(path, "This reaction is not carried over");
        return [];
      }
      const eventField = TEMPLATE.exec(typeof match.value === "string" ? match.value : "")?.[1];
      if (eventField === undefined || (filter?.operator ?? "equals") !== "equals") {
        this.lost(path, "Only {{event.field}} under equals is carried over");
        return [];
      }
      const by = { eventField, widgetField: match.field };
      return [
        filter
          ? { pattern, action: "filter", filterBy: by }
          : { pattern, action: "highlight", highlightBy: by },
      ];
    });
  }
}

/** Whether JSON looks like the older dialect (`metadata`, `fields` and `layout` at its top). */
export function isLegacyDefinition(json: unknown): boolean {
  return (
    typeof json === "object" &&
    json !== null &&
    ["metadata", "fields", "layout"].every((key) => Object.hasOwn(json, key))
  );
}

/**
 * Carries a widget of the original dashboard's older dialect over to version 1. `issues` names each part
 * that has no counterpart; when what remains is not valid, the result is not `ok`. Never throws.
 */
export function importLegacy(json: unknown): ImportResult {
  const parsed = LegacyDefinition.safeParse(json, { error: describeRawIssue });
  if (!parsed.success) return { ok: false, issues: toIssues(parsed.error.issues) };
  const old = parsed.data;
  const carry = new Import(old);
  const events = carry.events();
  const slug = old.metadata.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  const result = parseDefinition({
    type: slug.replaceAll(/^[-0-9]+|-+$/g, "") || "imported",
    version: 1,
    name: old.metadata.name,
    ...(old.metadata.description === undefined ? {} : { description: old.metadata.description }),
    provider: old.dataSource.provider,
    dataSource: carry.dataSource(),
    transform: carry.transform(),
    display: carry.display(),
    ...(events ? { events } : {}),
    subscriptions: carry.subscriptions(),
  });
  if (!result.ok) return { ok: false, issues: [...carry.issues, ...result.issues] };
  return { ok: true, definition: result.definition, issues: carry.issues };
}
