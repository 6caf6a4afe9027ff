import type { DefinitionIssue } from "../core/definition-issues";
import { issue } from "../core/definition-issues";
import { nearest } from "../core/text";
import { check } from "../expressions/check";
import { parseExpression } from "../expressions/parser";
import type { WidgetDefinition } from "./schema";

type Path = readonly (string | number)[];

/** The fields that rows have once the transform ran, or `null` when only the provider knows. */
function rowFields(definition: WidgetDefinition): readonly string[] | null {
  const { transform } = definition;
  if (transform?.group) return [...transform.group.by, ...Object.keys(transform.group.aggregate)];
  if (!transform?.mapItem) return null;
  return [...Object.keys(transform.mapItem), ...Object.keys(transform.derive ?? {})];
}

/** Collects what refers to nothing. */
class Wiring {
  readonly issues: DefinitionIssue[] = [];

  add(path: Path, message: string, suggestion?: string): void {
    this.issues.push(issue(path, message, suggestion));
  }

  /** A field's path must begin at a known field; `null` means that fields are not known. */
  field(path: Path, name: string, known: readonly string[] | null): void {
    if (!known || known.includes(name) || known.includes(name.split(".")[0] ?? name)) return;
    this.add(path, `Unknown field "${name}"`, nearest(name, known));
  }

  expression(path: Path, source: string | undefined, known: readonly string[] | null): void {
    if (!known || source === undefined) return;
    const parsed = parseExpression(source);
    if (!parsed.ok) return;
    const open = known.flatMap((name) => [name, `${name}.*`]);
    for (const { message, position, suggestion } of check(parsed.ast, open)) {
      this.add(path, `${message} (at character ${position + 1})`, suggestion);
    }
  }

  name(path: Path, kind: string, name: string, known: readonly string[]): void {
    if (!known.includes(name)) this.add(path, `Unknown ${kind} "${name}"`, nearest(name, known));
  }
}

function checkTransform(wiring: Wiring, definition: WidgetDefinition): void {
  const { transform } = definition;
  if (!transform) return;
  const mapped = transform.mapItem ? Object.keys(transform.mapItem) : null;
  const seen = mapped ? [...mapped] : null;
  for (const [key, source] of Object.entries(transform.derive ?? {})) {
    wiring.expression(["transform", "derive", key], source, seen);
    seen?.push(key);
  }
  transform.filter?.forEach((filter, index) => {
    const path = ["transform", "filter", index];
    if ("expr" in filter) return wiring.expression([...path, "expr"], filter.expr, seen);
    if (filter.operator !== "exists" && filter.value === undefined) {
      wiring.add([...path, "value"], `"${filter.operator}" needs a value`);
    }
    return wiring.field([...path, "field"], filter.field, seen);
  });
  transform.group?.by.forEach((name, index) =>
    wiring.field(["transform", "group", "by", index], name, seen),
  );
  for (const [key, { op, field }] of Object.entries(transform.group?.aggregate ?? {})) {
    const path = ["transform", "group", "aggregate", key];
    if (field !== undefined) wiring.field([...path, "field"], field, seen);
    else if (op !== "count") wiring.add([...path, "field"], `"${op}" needs a field`);
  }
  const sorts = Array.isArray(transform.sort) ? transform.sort : [transform.sort];
  sorts.forEach((sort, index) => {
    const path = Array.isArray(transform.sort)
      ? ["transform", "sort", index]
      : ["transform", "sort"];
    if (sort) wiring.field([...path, "field"], sort.field, rowFields(definition));
  });
}

function checkDisplay(wiring: Wiring, definition: WidgetDefinition): void {
  const known = rowFields(definition);
  definition.display.fields.forEach((field, index) => {
    const path = ["display", "fields", index];
    wiring.field([...path, "key"], field.key, known);
    if (field.currencyField !== undefined) {
      wiring.field([...path, "currencyField"], field.currencyField, known);
    }
    wiring.expression([...path, "hideWhen"], field.hideWhen, known);
    field.style?.forEach((style, place) =>
      wiring.expression([...path, "style", place, "condition"], style.condition, known),
    );
  });
  if (definition.display.rowKey !== undefined) {
    wiring.field(["display", "rowKey"], definition.display.rowKey, known);
  }
  const actions = Object.keys(definition.actions ?? {});
  definition.display.actions?.forEach((action, index) => {
    if ("run" in action) {
      wiring.name(["display", "actions", index, "run"], "action", action.run, actions);
    }
  });
}

function checkEvents(wiring: Wiring, definition: WidgetDefinition): void {
  const known = rowFields(definition);
  const emit = definition.events?.onItemClick;
  wiring.expression(["events", "onItemClick", "when"], emit?.when, known);
  if (Array.isArray(emit?.payload)) {
    emit.payload.forEach((name, index) =>
      wiring.field(["events", "onItemClick", "payload", index], name, known),
    );
  }
  const variables = Object.keys(definition.variables ?? {});
  definition.subscriptions.forEach((subscription, index) => {
    const path = ["subscriptions", index];
    const { action } = subscription;
    const match = action === "highlight" ? subscription.highlightBy : subscription.filterBy;
    if (match) {
      const key = action === "highlight" ? "highlightBy" : "filterBy";
      wiring.field([...path, key, "widgetField"], match.widgetField, known);
    } else if (action === "filter" || action === "highlight") {
      wiring.add(path, `"${action}" needs ${action}By`);
    }
    if (action === "set" && !subscription.set) wiring.add(path, `"set" needs set`);
    for (const name of Object.keys(subscription.set ?? {})) {
      wiring.name([...path, "set", name], "variable", name, variables);
    }
  });
}

function checkDataSource(wiring: Wiring, definition: WidgetDefinition): void {
  const { dataSource } = definition;
  if (dataSource.type === "static") return;
  const variables = Object.keys(definition.variables ?? {});
  const params = Object.keys(dataSource.params ?? {});
  for (const [key, value] of Object.entries(dataSource.params ?? {})) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) continue;
    const path = ["dataSource", "params", key];
    if ("var" in value && typeof value.var === "string") {
      wiring.name([...path, "var"], "variable", value.var, variables);
    }
    if ("field" in value || "input" in value) wiring.add(path, "Rows and forms are not there yet");
  }
  dataSource.requires?.forEach((name, index) =>
    wiring.name(["dataSource", "requires", index], "variable", name, variables),
  );
  if (dataSource.type !== "api") return;
  for (const [, name = ""] of dataSource.endpoint.matchAll(/\{([^}]*)\}/g)) {
    wiring.name(["dataSource", "endpoint"], "parameter", name, params);
  }
}

/** Finds references to fields, variables, parameters and actions that do not exist. */
export function checkWiring(definition: WidgetDefinition): readonly DefinitionIssue[] {
  const wiring = new Wiring();
  checkTransform(wiring, definition);
  checkDisplay(wiring, definition);
  checkEvents(wiring, definition);
  checkDataSource(wiring, definition);
  return wiring.issues;
}
