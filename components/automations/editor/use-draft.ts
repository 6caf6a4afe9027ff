"use client";

import { useCallback, useMemo, useRef, useState } from "react";

import { toDefinition, toForm } from "@/lib/automations/form/form";
import { isSame } from "@/lib/automations/form/json";
import type { FormState } from "@/lib/automations/form/types";

import { begin, change, redo, undo, type About } from "./history";

const print = (json: unknown) => JSON.stringify(json, null, 2);

/** Changes a form from what it is by then, so that quick changes do not lose each other. */
export type ChangeForm = (change: (form: FormState) => FormState, about?: About) => void;

interface DraftState {
  /** The last text of the code that was JSON. */
  readonly definition: unknown;
  /** `null`: only the code can show it. */
  readonly form: FormState | null;
  readonly code: string;
  readonly codeError: string | null;
}

const draftOf = (definition: unknown): DraftState => ({
  definition,
  form: toForm(definition),
  code: print(definition),
  codeError: null,
});

function withForm(state: DraftState, changeForm: (form: FormState) => FormState): DraftState {
  const form = state.form && changeForm(state.form);
  if (!form || form === state.form) return state;
  const definition = toDefinition(form);
  return { definition, form, code: print(definition), codeError: null };
}

function withCode(state: DraftState, code: string): DraftState {
  try {
    const definition = JSON.parse(code) as unknown;
    return { definition, form: toForm(definition), code, codeError: null };
  } catch (error) {
    return { ...state, code, codeError: error instanceof Error ? error.message : "It is no JSON." };
  }
}

const TEXT = new Set(["text", "search", "number", "email", "url", "tel"]);

/** The field that somebody is typing in. */
function typedIn(): Element | null {
  const held = document.activeElement;
  const isText =
    held instanceof HTMLTextAreaElement ||
    (held instanceof HTMLInputElement && TEXT.has(held.type));
  return isText ? held : null;
}

/** What a change of the control that holds the focus is called. */
function usualAbout(): About {
  const held = document.activeElement;
  const isControl =
    held instanceof HTMLInputElement ||
    held instanceof HTMLTextAreaElement ||
    held instanceof HTMLSelectElement;
  const name = isControl ? held.labels?.[0]?.textContent : null;
  return { label: name ? `the change of “${name}”` : "the last change" };
}

/**
 * A draft of an automation that a form and a code editor change, each seeing what the other did. Every change can be
 * undone; what is typed into a field in one go is one change.
 */
export function useDraft(initial: unknown, saved: unknown) {
  const [history, setHistory] = useState(() => begin(draftOf(initial)));
  const typing = useRef<Element | null>(null);
  const edit = useCallback((to: (state: DraftState) => DraftState, about?: About) => {
    const field = typedIn();
    const joins = field !== null && field === typing.current;
    typing.current = field;
    const said = about ?? usualAbout();
    setHistory((before) => change(before, to(before.now), said, joins));
  }, []);
  const changeForm = useCallback<ChangeForm>(
    (to, about) => edit((state) => withForm(state, to), about),
    [edit],
  );
  const changeCode = useCallback((code: string) => edit((state) => withCode(state, code)), [edit]);
  const replace = useCallback(
    (definition: unknown, label: string) => edit(() => draftOf(definition), { label }),
    [edit],
  );
  const step = useCallback((to: typeof undo) => {
    typing.current = null;
    setHistory((before) => to(before));
  }, []);
  const state = history.now;
  const isDirty = useMemo(
    () => state.codeError !== null || !isSame(state.definition, saved),
    [state, saved],
  );
  return {
    ...state,
    isDirty,
    changeForm,
    changeCode,
    replace,
    /** What would be undone and redone next; `undefined`: nothing. */
    undoable: history.past.at(-1)?.about,
    redoable: history.future.at(-1)?.about,
    undo: useCallback(() => step(undo), [step]),
    redo: useCallback(() => step(redo), [step]),
  };
}
