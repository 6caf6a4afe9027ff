"use client";

import { useCallback, useMemo, useRef, useState } from "react";

import { toDefinition, toForm } from "@/lib/automations/form/form";
import { isSame } from "@/lib/automations/form/json";
import type { FormState } from "@/lib/automations/form/types";

import { change, createHistory, redo, undo, type About } from "./history";

const print = (json: unknown) => JSON.stringify(json, null, 2);

/** Applies a function to the latest form state, so that quick changes do not overwrite each other. */
export type ChangeForm = (change: (form: FormState) => FormState, about?: About) => void;

interface DraftState {
  /** The last valid JSON of the code. */
  readonly definition: unknown;
  /** `null` if only the code editor can show it. */
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
    return {
      ...state,
      code,
      codeError: error instanceof Error ? error.message : "Not valid JSON.",
    };
  }
}

const TEXT = new Set(["text", "search", "number", "email", "url", "tel"]);

/** Returns the text field that has the focus. */
function typedIn(): Element | null {
  const held = document.activeElement;
  const isText =
    held instanceof HTMLTextAreaElement ||
    (held instanceof HTMLInputElement && TEXT.has(held.type));
  return isText ? held : null;
}

/** Describes a change by the label of the focused control. */
function defaultAbout(): About {
  const held = document.activeElement;
  const isControl =
    held instanceof HTMLInputElement ||
    held instanceof HTMLTextAreaElement ||
    held instanceof HTMLSelectElement;
  const name = isControl ? held.labels?.[0]?.textContent : null;
  return { label: name ? `changing “${name}”` : "the last change" };
}

/**
 * Keeps a draft that the form and the code editor both change. Every change can be undone. Typing in one field without
 * interruption counts as one change.
 */
export function useDraft(initial: unknown, saved: unknown) {
  const [history, setHistory] = useState(() => createHistory(draftOf(initial)));
  const typing = useRef<Element | null>(null);
  const edit = useCallback((to: (state: DraftState) => DraftState, about?: About) => {
    const field = typedIn();
    const joins = field !== null && field === typing.current;
    typing.current = field;
    const said = about ?? defaultAbout();
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
    /** Describes the next undo and redo; `undefined` if there is none. */
    undoable: history.past.at(-1)?.about,
    redoable: history.future.at(-1)?.about,
    undo: useCallback(() => step(undo), [step]),
    redo: useCallback(() => step(redo), [step]),
  };
}
