"use client";

import { useCallback, useEffect, useRef, useState } from "react";

import { useMesh } from "@/components/mesh/mesh-context";
import { useToast } from "@/components/ui/toast";
import type { WidgetState } from "@/lib/widgets/interactions";
import { applyEvent, heardPatterns, initialState } from "@/lib/widgets/interactions";
import type { WidgetDefinition } from "@/lib/widgets/schema";

import { variableText } from "./fetch-widget";
import { isSelectionFor } from "./use-reveal";

const NO_STATE: WidgetState = { filter: null, highlight: null, variables: {} };

function stored(definition: WidgetDefinition): Record<string, unknown> {
  const query = new URLSearchParams(window.location.search);
  const found: Record<string, unknown> = {};
  for (const [name, { persist }] of Object.entries(definition.variables ?? {})) {
    const value = persist === "url" ? query.get(name) : null;
    const kept = persist === "session" ? sessionStorage.getItem(`widget.${name}`) : value;
    if (kept !== null) found[name] = kept;
  }
  return found;
}

/** Keeps what a definition asks to be remembered, so that a reload or a shared link shows the same. */
function remember(definition: WidgetDefinition, variables: WidgetState["variables"]): void {
  const url = new URL(window.location.href);
  for (const [name, { persist }] of Object.entries(definition.variables ?? {})) {
    const text = variableText(variables[name]);
    if (persist === "url") {
      if (text === null) url.searchParams.delete(name);
      else url.searchParams.set(name, text);
    } else if (persist === "session" && text !== null) {
      sessionStorage.setItem(`widget.${name}`, text);
    }
  }
  if (url.href !== window.location.href) window.history.replaceState(null, "", url);
}

/** What other widgets did to this one, and how to undo it. */
export interface WidgetStateControl {
  readonly state: WidgetState;
  /** How often an event asked for a refresh. */
  readonly refreshes: number;
  /** How often a person's click in this tab selected what this widget shows. */
  readonly selections: number;
  readonly clear: () => void;
}

/** Listens for a widget: keeps its variables, filter and highlight, counts refreshes, shows notices. */
export function useWidgetState(definition: WidgetDefinition | null): WidgetStateControl {
  const mesh = useMesh();
  const toast = useToast();
  const [state, setState] = useState(() => (definition ? initialState(definition) : NO_STATE));
  const [refreshes, setRefreshes] = useState(0);
  const [selections, setSelections] = useState(0);
  const latest = useRef(state);

  const change = useCallback((next: WidgetState) => {
    if (next === latest.current) return;
    latest.current = next;
    setState(next);
  }, []);

  useEffect(() => {
    if (!definition) return;
    const remembered = stored(definition);
    if (Object.keys(remembered).length === 0) return;
    const { variables } = initialState(definition, { ...latest.current.variables, ...remembered });
    change({ ...latest.current, variables });
  }, [definition, change]);

  useEffect(() => {
    if (!definition) return;
    const undo = heardPatterns(definition).map((pattern) =>
      mesh.subscribe(
        pattern,
        (event) => {
          const reaction = applyEvent(definition, latest.current, event);
          change(reaction.state);
          remember(definition, reaction.state.variables);
          if (reaction.refresh) setRefreshes((count) => count + 1);
          if (event.origin === "ui" && isSelectionFor(definition, event.type))
            setSelections((count) => count + 1);
          for (const notice of reaction.notices) toast.success(notice);
        },
        { name: definition.name },
      ),
    );
    return () => {
      for (const leave of undo) leave();
    };
  }, [mesh, definition, change, toast]);

  const clear = useCallback(
    () => change({ ...latest.current, filter: null, highlight: null }),
    [change],
  );
  return { state, refreshes, selections, clear };
}
