"use client";

import { Menu as Base } from "@base-ui/react/menu";

import { Button } from "./button";
import { Icon } from "./icon";

export interface MenuItem {
  readonly label: string;
  readonly onSelect: () => void;
  readonly danger?: boolean;
  readonly disabled?: boolean;
}

export interface MenuProps {
  /** The trigger's name: "Options of Recent Payments". */
  label: string;
  items: readonly MenuItem[];
  /** True if it stands open as soon as it appears. */
  defaultOpen?: boolean;
}

const ITEM =
  "data-highlighted:bg-hover rounded-badge flex min-h-8 items-center px-2.5 text-sm outline-none select-none data-disabled:opacity-50 pointer-coarse:min-h-11";

/** A button that opens a menu of commands. Heavy; load it through `lazy-menu`. */
export function Menu({ label, items, defaultOpen = false }: MenuProps) {
  return (
    <Base.Root defaultOpen={defaultOpen}>
      <Base.Trigger render={<Button variant="ghost" size="icon" aria-label={label} />}>
        <Icon name="dots" />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="end" className="z-50">
          <Base.Popup className="bg-raised text-ink shadow-popup rounded-control min-w-40 p-1 outline-none">
            {items.map(({ label: text, onSelect, danger, disabled }) => (
              <Base.Item
                key={text}
                disabled={disabled ?? false}
                onClick={onSelect}
                className={danger ? `${ITEM} text-danger-ink` : ITEM}
              >
                {text}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
