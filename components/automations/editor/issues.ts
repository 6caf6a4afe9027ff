import type { DefinitionIssue } from "@/lib/core/definition-issues";

/** The id of the control that edits a place of the definition. */
export const controlId = (path: string) => `at:${path}`;

/** What is wrong at one place. */
export function messageAt(issues: readonly DefinitionIssue[], path: string): string | undefined {
  const here = issues.filter((one) => one.path === path).map(({ message }) => message);
  return here.length > 0 ? here.join(". ") : undefined;
}

/** What is wrong at a place or anywhere inside of it. */
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

/** The control of a place, or the nearest one around it. */
function controlAt(path: string): HTMLElement | null {
  const parts = path.split(/(?=[.[])/);
  for (let length = parts.length; length > 0; length--) {
    const control = document.getElementById(controlId(parts.slice(0, length).join("")));
    if (control) return control;
  }
  return null;
}

/** Moves the focus to the control of a place, or to the nearest one around it. What it is folded in is opened. */
export function focusAt(path: string): void {
  const control = controlAt(path);
  for (let fold = control?.closest("details"); fold; fold = fold.parentElement?.closest("details"))
    fold.open = true;
  control?.scrollIntoView({ block: "center" });
  control?.focus();
}

/** After a change has been drawn, gives the focus to a place if nothing holds it any more, or in any case when told. */
export function focusPlace(path: string | undefined, always: boolean): void {
  requestAnimationFrame(() => {
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (isLost || always) controlAt(path ?? "steps")?.focus();
  });
}

const FRAMES = 60;

/** Moves the focus to a control that is about to appear; gives up after a second. */
export function focusSoon(id: string, frames = FRAMES): void {
  requestAnimationFrame(() => {
    const control = document.getElementById(id);
    if (control) control.focus();
    else if (frames > 0) focusSoon(id, frames - 1);
  });
}
