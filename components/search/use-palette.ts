import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";

import { isNamed, type Rights } from "./entries";
import { readRecent, rememberOpened } from "./recent";
import { beforeTyping, bestOf, resultsFor, type Result, type ResultGroup } from "./results";
import { useSearch } from "./use-search";

export interface PaletteProps {
  readonly workspaceId: string;
  readonly rights: Rights;
  /** Names of the apps that can be connected. */
  readonly apps: readonly string[];
  /** Returns what was typed before the search was there, once. */
  readonly takeEarly: () => string;
  readonly onClose: () => void;
}

type Target = "here" | "tab";

function useGroups({ workspaceId, rights, apps, takeEarly }: PaletteProps) {
  const [typed, setTyped] = useState(takeEarly);
  useEffect(() => {
    // The keys may have been pressed twice: from now on the field takes what is typed.
    takeEarly();
  }, [takeEarly]);
  const search = useSearch(typed);
  const [recent] = useState(() => readRecent(workspaceId));
  const { found } = search;
  const groups = useMemo<ResultGroup[]>(
    () =>
      typed.trim() === ""
        ? beforeTyping(recent, rights)
        : resultsFor(typed, { rights, apps }, found),
    [typed, recent, rights, apps, found],
  );
  return { typed, setTyped, groups, ...search };
}

/** The state of the search, and the actions of its keys. */
export function usePalette(props: PaletteProps) {
  const { workspaceId, onClose } = props;
  const router = useRouter();
  const { typed, setTyped, groups, isPending, ...search } = useGroups(props);
  const highlighted = useRef<Result>(undefined);
  /** True once the person chose a line by arrows or pointer. */
  const hasChosen = useRef(false);
  /** Enter was pressed before the answer came. */
  const waiting = useRef<Target>(null);

  const remember = ({ id, ...result }: Result) =>
    id === null ? undefined : rememberOpened(workspaceId, result);
  const open = (result: Result | undefined, target: Target) => {
    if (!result) return;
    remember(result);
    onClose();
    if (target === "tab") globalThis.open(result.href, "_blank", "noopener");
    else router.push(result.href as Route);
  };
  useEffect(() => {
    if (isPending || waiting.current === null) return;
    const target = waiting.current;
    waiting.current = null;
    open(bestOf(typed, groups), target);
  });

  const onEnter = (target: Target) => {
    const first = groups[0]?.items[0];
    if (hasChosen.current) open(highlighted.current, target);
    else if (isPending && !(first?.id === null && isNamed(typed, first))) waiting.current = target;
    else open(bestOf(typed, groups), target);
  };
  return {
    ...search,
    typed,
    groups,
    isPending,
    /** Called for a press on a line. */
    onOpen: (result: Result, isTab: boolean) => {
      if (isTab) remember(result);
      else open(result, "here");
    },
    onType: (text: string) => {
      hasChosen.current = false;
      waiting.current = null;
      setTyped(text);
    },
    onHighlight: (result: Result | undefined, isByPerson: boolean) => {
      highlighted.current = result;
      if (isByPerson) hasChosen.current = result !== undefined;
    },
    onKeyDown: (event: KeyboardEvent & { preventBaseUIHandler: () => void }) => {
      if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
      event.preventDefault();
      event.preventBaseUIHandler();
      onEnter(event.ctrlKey || event.metaKey ? "tab" : "here");
    },
  };
}
