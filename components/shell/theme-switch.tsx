"use client";

import { useId, useState } from "react";

const THEMES = [
  { id: "system", label: "System" },
  { id: "light", label: "Light" },
  { id: "dark", label: "Dark" },
] as const;
export type Theme = (typeof THEMES)[number]["id"];

function paint(theme: Theme): void {
  const root = document.documentElement;
  if (theme === "system") root.removeAttribute("data-theme");
  else root.setAttribute("data-theme", theme);
}

/** Changes the page at once; the choice is kept in a cookie, so that the next page comes in the right colours. */
export function ThemeSwitch({
  initial,
  choose,
}: {
  initial: Theme;
  choose: (theme: Theme) => Promise<void>;
}) {
  // The switch is drawn for the rail and for phones, and radio buttons of one name exclude each other.
  const group = useId();
  const [theme, setTheme] = useState(initial);
  const pick = (next: Theme) => {
    setTheme(next);
    paint(next);
    void choose(next);
  };
  return (
    <fieldset className="border-line rounded-control flex border p-0.5">
      <legend className="sr-only">Colours</legend>
      {THEMES.map(({ id, label }) => (
        <label
          key={id}
          className="text-muted has-checked:bg-neutral-soft has-checked:text-ink has-focus-visible:outline-accent rounded-badge grid min-h-7 flex-1 cursor-pointer place-items-center px-2 text-xs has-focus-visible:outline-2 pointer-coarse:min-h-9"
        >
          <input
            type="radio"
            name={group}
            value={id}
            checked={theme === id}
            onChange={() => pick(id)}
            className="sr-only"
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
