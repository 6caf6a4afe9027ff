import { matchTopic } from "../core/topics";
import { evaluate, matches } from "../expressions/evaluate";
import { parseExpression } from "../expressions/parser";
import type { WidgetRow } from "./data";
import { readPath } from "./paths";
import type { SubscriptionConfig, VariableConfig, WidgetDefinition } from "./schema";

/** An event that a widget wants published. */
export interface OutgoingEvent {
  readonly type: string;
  readonly source: string;
  readonly data: Record<string, unknown>;
}

/** The fields of an event that a widget subscribes to. */
export interface IncomingEvent {
  readonly type: string;
  readonly source: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly subject?: string | undefined;
}

/** A field that must have a value, and the event that asked for it. */
export interface Selection {
  readonly field: string;
  readonly value: unknown;
  readonly eventType: string;
}

/** What other widgets did to this one. Kept through refreshes. */
export interface WidgetState {
  readonly filter: Selection | null;
  readonly highlight: Selection | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The next state (the same object when nothing changed) and what else an event asks for. */
export interface Reaction {
  readonly state: WidgetState;
  readonly refresh: boolean;
  readonly notices: readonly string[];
}

function holds(condition: string | undefined, scope: unknown): boolean {
  if (condition === undefined) return true;
  const parsed = parseExpression(condition);
  return parsed.ok && matches(parsed.ast, scope).matched;
}

function valueOf(expression: string, scope: unknown): unknown {
  const parsed = parseExpression(expression);
  return parsed.ok ? evaluate(parsed.ast, scope).value : null;
}

function pick(row: WidgetRow, fields: readonly string[]): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  for (const field of fields) {
    const value = readPath(row, field);
    if (value !== undefined) data[field] = value;
  }
  return data;
}

/** The fields that a definition declares for its rows, for events that name none. */
function declaredFields(definition: WidgetDefinition): readonly string[] {
  const mapped = definition.transform?.mapItem;
  return mapped ? Object.keys(mapped) : definition.display.fields.map(({ key }) => key);
}

/** True if rows react to a click. */
export function isClickable(definition: WidgetDefinition): boolean {
  return clickAlias(definition) !== undefined || definition.events?.onItemClick !== undefined;
}

function clickAlias(definition: WidgetDefinition): string | undefined {
  for (const action of definition.display.actions ?? []) {
    if (action.trigger === "click" && "event" in action) return action.event;
  }
  return undefined;
}

/**
 * The one event that a click on a row publishes, or `null`. `events.onItemClick` decides when it is
 * there, and a click action beside it only says that rows are clickable; without it, the action's event
 * is published under the provider's name with the fields that the definition declares.
 */
export function eventForClick(definition: WidgetDefinition, row: WidgetRow): OutgoingEvent | null {
  const source = `${definition.type}-widget`;
  const emit = definition.events?.onItemClick;
  if (!emit) {
    const alias = clickAlias(definition);
    if (alias === undefined) return null;
    const type = alias.startsWith(`${definition.provider}.`)
      ? alias
      : `${definition.provider}.${alias}`;
    return { type, source, data: pick(row, declaredFields(definition)) };
  }
  if (!holds(emit.when, row)) return null;
  const data = Array.isArray(emit.payload)
    ? pick(row, emit.payload)
    : Object.fromEntries(
        Object.entries(emit.payload).map(([key, value]) => [
          key,
          typeof value === "object" && value !== null ? valueOf(value.expr, row) : value,
        ]),
      );
  return { type: emit.eventName, source: emit.source ?? source, data };
}

/** The state before any event, with variables at their defaults or at what a link or session remembers. */
export function initialState(
  definition: WidgetDefinition,
  remembered: Readonly<Record<string, unknown>> = {},
): WidgetState {
  const variables: Record<string, unknown> = {};
  for (const [name, variable] of Object.entries(definition.variables ?? {})) {
    const given = coerce(variable, Object.hasOwn(remembered, name) ? remembered[name] : undefined);
    variables[name] = given ?? variable.default;
  }
  return { filter: null, highlight: null, variables };
}

/** A value as the variable's type, or `undefined` when it is none. */
function coerce(variable: VariableConfig, value: unknown): unknown {
  switch (variable.type) {
    case "string":
      return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
    case "number":
      return typeof value === "number" && Number.isFinite(value) ? value : undefined;
    case "boolean":
      return typeof value === "boolean" ? value : undefined;
    case "string[]":
      return Array.isArray(value) && value.every((item) => typeof item === "string")
        ? value
        : undefined;
  }
}

function setVariables(
  definition: WidgetDefinition,
  state: WidgetState,
  event: IncomingEvent,
  scope: unknown,
): WidgetState {
  const changes: Record<string, unknown> = {};
  for (const [name, variable] of Object.entries(definition.variables ?? {})) {
    const { from } = variable;
    if (!from || !matchTopic(from.event, event.type) || !holds(from.when, scope)) continue;
    const value = coerce(variable, readPath(event.data, from.path));
    if (value === undefined) continue;
    if (!Object.is(value, state.variables[name])) changes[name] = value;
    else if (variable.toggle) changes[name] = variable.default;
  }
  if (Object.keys(changes).length === 0) return state;
  return { ...state, variables: { ...state.variables, ...changes } };
}

/** What a match asks for: a selection, `null` to clear, or `undefined` to leave things as they are. */
function selectionFor(
  match: SubscriptionConfig["filterBy"],
  event: IncomingEvent,
): Selection | null | undefined {
  if (!match) return undefined;
  if (match.eventField === "") return null;
  const value = readPath(event.data, match.eventField);
  if (value === undefined) return undefined;
  if (value === null || value === "") return null;
  return { field: match.widgetField, value, eventType: event.type };
}

function same(a: Selection | null, b: Selection | null): boolean {
  return a === b || (a?.field === b?.field && Object.is(a?.value, b?.value));
}

function react(
  subscription: SubscriptionConfig,
  state: WidgetState,
  event: IncomingEvent,
  scope: unknown,
): WidgetState {
  if (subscription.action === "filter" || subscription.action === "highlight") {
    const key = subscription.action;
    const next = selectionFor(
      key === "filter" ? subscription.filterBy : subscription.highlightBy,
      event,
    );
    return next === undefined || same(next, state[key]) ? state : { ...state, [key]: next };
  }
  if (subscription.action !== "set") return state;
  const changes = Object.entries(subscription.set ?? {})
    .map(([name, { expr }]) => [name, valueOf(expr, scope)] as const)
    .filter(([name, value]) => value !== null && !Object.is(value, state.variables[name]));
  if (changes.length === 0) return state;
  return { ...state, variables: { ...state.variables, ...Object.fromEntries(changes) } };
}

/**
 * Applies an event to a widget. Variables are set first, so that everything after sees them; setting
 * one leaves the others alone; selecting the same thing again keeps it unless the variable toggles.
 * Conditions see the event's data, and the event itself as `event`.
 */
export function applyEvent(
  definition: WidgetDefinition,
  before: WidgetState,
  event: IncomingEvent,
): Reaction {
  const scope = { ...event.data, event };
  let state = setVariables(definition, before, event, scope);
  let refresh = false;
  const notices: string[] = [];
  for (const subscription of definition.subscriptions) {
    if (!matchTopic(subscription.pattern, event.type) || !holds(subscription.when, scope)) continue;
    if (subscription.action === "refresh") refresh = true;
    else if (subscription.action === "notify") notices.push(subscription.message ?? event.type);
    else state = react(subscription, state, event, scope);
  }
  return { state, refresh, notices };
}

/** The variables that a widget waits for: required and without a value. */
export function missingVariables(
  definition: WidgetDefinition,
  state: WidgetState,
): readonly string[] {
  const { dataSource } = definition;
  const required = dataSource.type === "static" ? [] : (dataSource.requires ?? []);
  return required.filter((name) => {
    const value = state.variables[name];
    return value === null || value === undefined || value === "";
  });
}

/** Every pattern that a widget listens to. */
export function heardPatterns(definition: WidgetDefinition): readonly string[] {
  const variables = Object.values(definition.variables ?? {}).flatMap(({ from }) =>
    from ? [from.event] : [],
  );
  return [...new Set([...variables, ...definition.subscriptions.map(({ pattern }) => pattern)])];
}
