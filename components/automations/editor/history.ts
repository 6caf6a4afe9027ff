/** What a change did, for people. */
export interface About {
  /** What is undone: "the removal of step ticket". */
  readonly label: string;
  /** The place of the definition that it happened at, for the focus when its control is gone. */
  readonly place?: string | undefined;
  /** What it took out, and from where, for the notice that stands there instead. */
  readonly removed?:
    | { readonly name: string; readonly list: string; readonly index: number }
    | undefined;
}

interface Entry<State> {
  /** What was the case on the other side of the change. */
  readonly state: State;
  readonly about: About;
}

/** A state with what it was before and what it was before that was undone, latest last. */
export interface History<State> {
  readonly past: readonly Entry<State>[];
  readonly now: State;
  readonly future: readonly Entry<State>[];
}

const KEPT = 100;

/** A state without a past. */
export const begin = <State>(now: State): History<State> => ({ past: [], now, future: [] });

/** The next state. `joins`: it goes on with the last change, so that both are undone at once. */
export function change<State>(
  { past, now, future }: History<State>,
  next: State,
  about: About,
  joins: boolean,
): History<State> {
  if (next === now) return { past, now, future };
  const isOne = joins && past.length > 0 && future.length === 0;
  return {
    past: isOne ? past : [...past, { state: now, about }].slice(-KEPT),
    now: next,
    future: [],
  };
}

/** One change back; the same when there is none. */
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

/** One undone change forth; the same when there is none. */
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
