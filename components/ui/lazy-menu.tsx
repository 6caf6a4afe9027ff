"use client";

import { lazy, Suspense, useState } from "react";

import { Button } from "./button";
import { Icon } from "./icon";
import type { MenuProps } from "./menu";

const load = () => import("./menu");
const near = () => void load();
const Loaded = lazy(async () => ({ default: (await load()).Menu }));

/** A menu whose code is fetched when its button is first neared, and which opens on the first press. */
export function LazyMenu({ label, items }: MenuProps) {
  const [wanted, setWanted] = useState(false);
  const button = (
    <Button
      variant="ghost"
      size="icon"
      aria-label={label}
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={near}
      onFocus={near}
      onClick={() => setWanted(true)}
    >
      <Icon name="dots" />
    </Button>
  );
  if (!wanted) return button;
  return (
    <Suspense fallback={button}>
      <Loaded label={label} items={items} defaultOpen />
    </Suspense>
  );
}
