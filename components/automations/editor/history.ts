/** Describes a change to a person. */
export interface About {
  /** Completes "Undo …": "removing step ticket". */
  readonly label: string;
  /** Path in the definition; receives the focus if the changed control is gone. */
  readonly place?: string | undefined;
  /** The removed part and its position, where a notice is shown instead. */
  readonly removed?:
    | { readonly name: string; readonly list: string; readonly index: number }
    | undefined;
}

interface Entry<State> {
  /** State on the other side of the change. */
  readonly state: State;
  readonly about: About;
}

/** A state with its undo and redo stacks, latest last. */
export interface History<State> {
  readonly past: readonly Entry<State>[];
  readonly now: State;
  readonly future: readonly Entry<State>[];
}

const MAX_ENTRIES = 100;

/** Creates a history without past changes. */
export const createHistory = <State>(now: State): History<State> => ({ past: [], now, future: [] });

/** Records a new state. With `joins`, it extends the last change, so that both are undone together. */
export function change<State>(
  { past, now, future }: History<State>,
  next: State,
  about: About,
  joins: boolean,
): History<State> {
  if (next === now) return { past, now, future };
  const isOne = joins && past.length > 0 && future.length === 0;
  return {
    past: isOne ? past : [...past, { state: now, about }].slice(-MAX_ENTRIES),
    now: next,
    future: [],
  };
}

/** Reverts the last change, if any. */
export function undo<State>(history: History<State>): History<State> {
  const { past, now, future } = history;
  const last = past.at(-1);
  if (!last) return history;
  return {
    past: past.slice(0, -1),
    now: last.state,
    future: [...future, { state: now, about: last.about }],
  };
}

/** Repeats the change that was undone last, if any. */
export function redo<State>(history: History<State>): History<State> {
  const { past, now, future } = history;
  const next = future.at(-1);
  if (!next) return history;
  return {
    past: [...past, { state: now, about: next.about }],
    now: next.state,
    future: future.slice(0, -1),
  };
}
