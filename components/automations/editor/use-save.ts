"use client";

import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useState } from "react";

import { useToast } from "@/components/ui/toast";

import type { EditorActions, SavedAutomation } from "../types";

/** Somebody else's version that came between. */
export interface Conflict {
  readonly message: string;
  /** Saves the draft as the newest version all the same. */
  readonly onSave: () => Promise<void>;
  readonly onClose: () => void;
}

/** Saves the draft over the version that it began with; a new automation gets its own address by it. */
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
    const result = await actions.save(definition, automation?.id, version);
    if (!result.ok) {
      if (automation && result.code === "conflict") setMessage(result.message);
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
