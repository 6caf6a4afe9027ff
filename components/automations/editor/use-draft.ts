"use client";

import { useCallback, useMemo, useState } from "react";

import { toDefinition, toForm } from "@/lib/automations/form/form";
import { isSame } from "@/lib/automations/form/json";
import type { FormState } from "@/lib/automations/form/types";

const print = (json: unknown) => JSON.stringify(json, null, 2);

/** Changes a form from what it is by then, so that quick changes do not lose each other. */
export type ChangeForm = (change: (form: FormState) => FormState) => void;

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

function withCode(state: DraftState, code: string): DraftState {
  try {
    const definition = JSON.parse(code) as unknown;
    return { definition, form: toForm(definition), code, codeError: null };
  } catch (error) {
    return { ...state, code, codeError: error instanceof Error ? error.message : "It is no JSON." };
  }
}

/** A draft of an automation that a form and a code editor change, each seeing what the other did. */
export function useDraft(initial: unknown, saved: unknown) {
  const [state, setState] = useState(() => draftOf(initial));
  const changeForm = useCallback<ChangeForm>(
    (change) =>
      setState((before) => {
        if (!before.form) return before;
        const form = change(before.form);
        const definition = toDefinition(form);
        return { definition, form, code: print(definition), codeError: null };
      }),
    [],
  );
  const changeCode = useCallback(
    (code: string) => setState((before) => withCode(before, code)),
    [],
  );
  const replace = useCallback((definition: unknown) => setState(draftOf(definition)), []);
  const isDirty = useMemo(
    () => state.codeError !== null || !isSame(state.definition, saved),
    [state, saved],
  );
  return { ...state, isDirty, changeForm, changeCode, replace };
}
