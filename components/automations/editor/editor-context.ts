"use client";

import { createContext, use } from "react";

import type { PlainCatalogue } from "@/lib/automations/form/catalogue";
import type { FormState } from "@/lib/automations/form/types";
import type { DefinitionIssue } from "@/lib/core/definition-issues";

import type { Checkup, ConnectionChoice } from "../types";
import type { About } from "./history";
import type { ChangeForm } from "./use-draft";

/** What every part of the form works with. */
export interface EditorValue {
  readonly form: FormState;
  readonly catalogue: PlainCatalogue;
  readonly connections: readonly ConnectionChoice[];
  readonly issues: readonly DefinitionIssue[];
  readonly checkup: Checkup | undefined;
  readonly canEdit: boolean;
  readonly change: ChangeForm;
  /** What the last change took out, and from where. */
  readonly removed: About["removed"];
  /** Takes the last change back. */
  readonly undo: () => void;
  /** Says something to screen readers. */
  readonly say: (text: string) => void;
}

export const EditorContext = createContext<EditorValue | null>(null);

/** The editor around a part of the form. */
export function useEditor(): EditorValue {
  const value = use(EditorContext);
  if (!value) throw new Error("Parts of the form stand inside an editor.");
  return value;
}
