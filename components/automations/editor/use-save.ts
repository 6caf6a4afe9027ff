"use client";

import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useState } from "react";

import { answerOf } from "@/components/ui/answer-of";
import { useToast } from "@/components/ui/toast";

import type { EditorActions, SavedAutomation } from "../types";

/** A newer version that another person saved in the meantime. */
export interface Conflict {
  readonly message: string;
  /** Saves the draft as the latest version anyway. */
  readonly onSave: () => Promise<void>;
  readonly onClose: () => void;
}

/** Saves the draft as the next version of the one that it is based on. A new automation gets its own URL. */
export function useSave(
  automation: SavedAutomation | null,
  actions: EditorActions,
  definition: unknown,
) {
  const toast = useToast();
  const router = useRouter();
  const [base, setBase] = useState(automation?.latestVersion);
  const [message, setMessage] = useState<string | null>(null);
  const close = () => setMessage(null);
  const saveOver = async (version: number | undefined) => {
    const result = await answerOf(
      actions.save(definition, automation?.id, version),
      "the automation was saved",
    );
    if (!result.ok) {
      if (automation && (result.code === "conflict" || message !== null))
        setMessage(result.message);
      else toast.error(result.message);
      return;
    }
    close();
    toast.success(`Saved as version ${result.value.version}.`);
    setBase(result.value.version);
    if (automation) router.refresh();
    else router.replace(`/automations/${result.value.id}` as Route);
  };
  const conflict: Conflict | null =
    message === null ? null : { message, onSave: () => saveOver(undefined), onClose: close };
  return { save: () => saveOver(base), conflict, setBase };
}
