import { Icon, type IconName } from "./icon";

const TINTS = [
  "bg-app-1-soft text-app-1-ink",
  "bg-app-2-soft text-app-2-ink",
  "bg-app-3-soft text-app-3-ink",
  "bg-app-4-soft text-app-4-ink",
] as const;
const SHAPE = "rounded-control grid size-6 shrink-0 place-items-center text-[0.6875rem] font-bold";

/** Picks the same tint for an app on every page. */
function tintOf(id: string): string {
  let hash = 0;
  for (const letter of id) hash = (hash * 136 + letter.charCodeAt(0)) % 9973;
  return TINTS[hash % TINTS.length] ?? TINTS[0];
}

/** An app as its first two letters on a tint. It stands beside the app's name or has a label of its own. */
export function AppMark({ id, label }: { id: string; label?: string }) {
  return (
    <span
      className={`${SHAPE} ${tintOf(id)}`}
      {...(label ? { role: "img", "aria-label": label, title: label } : { "aria-hidden": true })}
    >
      {id.charAt(0).toUpperCase() + id.charAt(1)}
    </span>
  );
}

/** A step that belongs to no app, as an icon on grey. */
export function StepMark({ icon }: { icon: IconName }) {
  return (
    <span className={`${SHAPE} bg-neutral-soft text-neutral-ink`} aria-hidden="true">
      <Icon name={icon} className="size-3.5" />
    </span>
  );
}
