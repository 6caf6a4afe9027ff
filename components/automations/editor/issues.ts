import type { DefinitionIssue } from "@/lib/core/definition-issues";

/** Returns the id of the control that edits a path of the definition. */
export const controlId = (path: string) => `at:${path}`;

/** Joins the messages of the issues at exactly this path. */
export function messageAt(issues: readonly DefinitionIssue[], path: string): string | undefined {
  const here = issues.filter((one) => one.path === path).map(({ message }) => message);
  return here.length > 0 ? here.join(". ") : undefined;
}

/** Joins the messages of the issues at this path or below it. */
export function messageWithin(
  issues: readonly DefinitionIssue[],
  path: string,
): string | undefined {
  const here = issues.filter(
    (one) =>
      one.path === path || one.path.startsWith(`${path}.`) || one.path.startsWith(`${path}[`),
  );
  return here.length > 0 ? here.map(({ message }) => message).join(". ") : undefined;
}

/** Returns the control of a path, or of its nearest parent that has one. */
function controlAt(path: string): HTMLElement | null {
  const parts = path.split(/(?=[.[])/);
  for (let length = parts.length; length > 0; length--) {
    const control = document.getElementById(controlId(parts.slice(0, length).join("")));
    if (control) return control;
  }
  return null;
}

/** Focuses the control of a path or its nearest parent, and opens the sections that contain it. */
export function focusAt(path: string): void {
  const control = controlAt(path);
  for (let fold = control?.closest("details"); fold; fold = fold.parentElement?.closest("details"))
    fold.open = true;
  control?.scrollIntoView({ block: "center" });
  control?.focus();
}

/** After the next render, focuses the control of a path if the focus was lost, or always if `always` is set. */
export function focusPlace(path: string | undefined, always: boolean): void {
  requestAnimationFrame(() => {
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (isLost || always) controlAt(path ?? "steps")?.focus();
  });
}

const MAX_WAIT_MS = 30_000;

/**
 * Focuses a control that is about to appear: at the next frame, or as soon as the part of the page that has it is loaded.
 * Gives up after half a minute, or when the person has moved the focus elsewhere.
 */
export function focusSoon(id: string): void {
  const held = document.activeElement;
  const isElsewhere = () =>
    document.activeElement !== held && document.activeElement !== document.body;
  const focus = () => {
    const control = document.getElementById(id);
    control?.focus();
    return control !== null;
  };
  requestAnimationFrame(() => {
    if (focus()) return;
    const observer = new MutationObserver(() => {
      if (isElsewhere() || focus()) observer.disconnect();
    });
    observer.observe(document.body, { childList: true, subtree: true });
    setTimeout(() => observer.disconnect(), MAX_WAIT_MS);
  });
}
