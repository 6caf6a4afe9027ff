"use client";

import { createContext, use } from "react";

import type { PlainCatalogue } from "@/lib/automations/form/catalogue";
import type { FormState } from "@/lib/automations/form/types";
import type { DefinitionIssue } from "@/lib/core/definition-issues";

import type { Checkup, ConnectionChoice } from "../types";
import type { About } from "./history";
import type { ChangeForm } from "./use-draft";

/** Shared state of all parts of the form. */
export interface EditorValue {
  readonly form: FormState;
  readonly catalogue: PlainCatalogue;
  readonly connections: readonly ConnectionChoice[];
  readonly issues: readonly DefinitionIssue[];
  readonly checkup: Checkup | undefined;
  readonly canEdit: boolean;
  readonly change: ChangeForm;
  /** The part that the last change removed, and its position. */
  readonly removed: About["removed"];
  readonly undo: () => void;
  /** Announces a text to screen readers. */
  readonly say: (text: string) => void;
}

export const EditorContext = createContext<EditorValue | null>(null);

/** Returns the surrounding editor. Throws outside of one. */
export function useEditor(): EditorValue {
  const value = use(EditorContext);
  if (!value) throw new Error("useEditor must be called inside an Editor.");
  return value;
}
