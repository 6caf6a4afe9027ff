const PREFIX = "search.recent.";
const ERASED = "search.erased.";
/** Names under which widgets keep their state in a tab. */
const WIDGETS = "widget.";
const MAX = 8;

/** The part of a result that is kept. Parts that may change, such as a status, are not. */
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

/** Results that were opened by the search in this browser, newest first. Empty where the browser keeps nothing. */
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

/** Removes the entries of a storage whose names begin so, once for each erasure. */
function forgetOnce(storage: Storage, prefix: string, mark: readonly [string, string]): void {
  const [name, value] = mark;
  if (storage.getItem(name) === value) return;
  for (const key of Object.keys(storage)) if (key.startsWith(prefix)) storage.removeItem(key);
  storage.setItem(name, value);
}

/**
 * Removes what this browser keeps of a workspace's customers after one was erased there: what was opened, and what is selected
 * in widgets. `erasedAtMs`: time of the last erasure; `null` if there was none.
 */
export function forgetErased(workspaceId: string, erasedAtMs: number | null): void {
  if (erasedAtMs === null) return;
  const mark = [ERASED + workspaceId, String(erasedAtMs)] as const;
  try {
    forgetOnce(localStorage, PREFIX + workspaceId, mark);
    forgetOnce(sessionStorage, WIDGETS, mark);
  } catch {
    // A browser that keeps nothing has nothing to forget.
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
