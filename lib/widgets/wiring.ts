import type { DefinitionIssue } from "../core/definition-issues";
import type { WidgetDefinition } from "./schema";
import { metricFields, OBJECT_FIELDS } from "./source-fields";
import { Wiring } from "./wiring-issues";
import { checkPicture } from "./wiring-picture";

/** The fields of the rows of a source that this code builds itself; `null` when only the provider knows. */
function sourceFields({ dataSource }: WidgetDefinition): readonly string[] | null {
  if (dataSource.type === "objects") return OBJECT_FIELDS;
  return dataSource.type === "metric" ? metricFields(dataSource) : null;
}

/** The fields that rows have once the transform ran, or `null` when only the provider knows. */
function rowFields(definition: WidgetDefinition): readonly string[] | null {
  const { transform } = definition;
  if (transform?.group) return [...transform.group.by, ...Object.keys(transform.group.aggregate)];
  const derived = Object.keys(transform?.derive ?? {});
  if (transform?.mapItem) return [...Object.keys(transform.mapItem), ...derived];
  const given = sourceFields(definition);
  return given && [...given, ...derived];
}

function checkTransform(wiring: Wiring, definition: WidgetDefinition): void {
  const { transform } = definition;
  if (!transform) return;
  const mapped = transform.mapItem ? Object.keys(transform.mapItem) : sourceFields(definition);
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
  const given = "params" in dataSource ? (dataSource.params ?? {}) : {};
  const params = Object.keys(given);
  for (const [key, value] of Object.entries(given)) {
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
  if (dataSource.type === "objects")
    for (const [key, value] of Object.entries(dataSource.filter ?? {}))
      if (typeof value === "object" && "var" in value)
        wiring.name(["dataSource", "filter", key, "var"], "variable", value.var, variables);
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
  checkPicture(wiring, definition, rowFields(definition));
  return wiring.issues;
}
