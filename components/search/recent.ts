const PREFIX = "search.recent.";
const MAX = 8;

/** What is kept of a result. What may change, such as a status, is not. */
export interface Recent {
  readonly title: string;
  readonly note: string | null;
  readonly href: string;
}

const isRecent = (value: unknown): value is Recent => {
  const { title, note, href } = (value ?? {}) as Partial<Record<keyof Recent, unknown>>;
  return (
    typeof title === "string" &&
    (note === null || typeof note === "string") &&
    typeof href === "string" &&
    /^\/(?!\/)/.test(href)
  );
};

/** What was opened by the search in this browser, newest first. Empty where the browser keeps nothing. */
export function readRecent(workspaceId: string): Recent[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PREFIX + workspaceId) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isRecent).slice(0, MAX) : [];
  } catch {
    return [];
  }
}

/** Puts a result first among those that were opened. */
export function rememberOpened(workspaceId: string, { title, note, href }: Recent): void {
  const others = readRecent(workspaceId).filter((one) => one.href !== href);
  try {
    const kept = [{ title, note, href }, ...others].slice(0, MAX);
    localStorage.setItem(PREFIX + workspaceId, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing has no list of what was opened.
  }
}

/** Removes what was opened in all workspaces from this browser. */
export function forgetOpened(): void {
  try {
    for (const key of Object.keys(localStorage))
      if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}
