const PATHS = {
  alert: "M8 1.8 15 14H1L8 1.8ZM8 6v4M8 11.8v.4",
  arrow: "M3 8h10M9 4l4 4-4 4",
  bell: "M4 11.500V7a4 4 0 0 1 8 0v4.500M2.500 11.500h11M6.500 14h3",
  check: "M3 8.5 6.5 12 13 4.5",
  clock: "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM8 4.5V8l2.5 1.5",
  columns: "M2 3h12v10H2zM6 3v10M10 3v10",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  cross: "m4 4 8 8M12 4l-8 8",
  down: "M8 3v10M4 9l4 4 4-4",
  done: "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM5 8.2l2.100 2.100L11 6.2",
  dot: "M8 6.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3Z",
  dots: "M3 8h.01M8 8h.01M13 8h.01",
  external: "M6.5 3.5h-4v10h10v-4M9.5 2.5h4v4M13 3 7 9",
  hand: "M4 2.5 12.5 9l-4 .6-2.2 3.6L4 2.5Z",
  inbox: "M2.5 9.5 4.5 3h7l2 6.5V13h-11V9.5ZM2.5 9.5H6l.8 1.5h2.4l.8-1.5h3.5",
  info: "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM8 7v4.5M8 4.6V5",
  menu: "M2.500 4.500h11M2.500 8h11M2.500 11.500h11",
  minus: "M3.5 8h9",
  next: "m6 3.500 4.500 4.500L6 12.500",
  pause: "M5.500 3.500v9M10.500 3.500v9",
  plus: "M8 3v10M3 8h10",
  up: "M8 13V3M4 7l4-4 4 4",
  redo: "M13 6.500H6a3.500 3.500 0 0 0 0 7h3M10 3.500l3 3-3 3",
  pulse: "M2 8h2.700l2-5.300 2.700 10.600 2-5.300H14",
  refresh: "M13.5 8A5.5 5.5 0 1 1 11.8 4M13.5 1.8v3h-3",
  undo: "M3 6.500h7a3.500 3.500 0 0 1 0 7H7M6 3.500l-3 3 3 3",
  view: "M1.500 8S4 3.500 8 3.500 14.500 8 14.500 8 12 12.500 8 12.500 1.500 8 1.500 8ZM8 6.200a1.800 1.800 0 1 0 0 3.600 1.800 1.800 0 0 0 0-3.600Z",
} as const;

export type IconName = keyof typeof PATHS;

/** True if an icon of that name exists, for names that come from a definition. */
export function isIconName(name: string | undefined): name is IconName {
  return name !== undefined && Object.hasOwn(PATHS, name);
}

/** A 16-pixel line icon. Always decoration: the words beside it carry the meaning. */
export function Icon({ name, className = "" }: { name: IconName; className?: string }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 16 16"
      className={`icon shrink-0 ${className.includes("size-") ? "" : "size-4"} ${className}`}
      strokeWidth={name === "dots" ? 2 : 1.5}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
