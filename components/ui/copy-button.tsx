"use client";

import { useState } from "react";

import { Button } from "./button";
import { Icon } from "./icon";

interface CopyButtonProps {
  value: string;
  /** The name of the copied text, for the button's name: "Copy payment id". */
  label: string;
  /** Words beside the icon; without them the label is only spoken. */
  text?: string;
}

const SHOWN_MS = 2000;

/** Puts a value on the clipboard and says whether that worked. */
export function CopyButton({ value, label, text }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<"" | "Copied" | "Copying failed">("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setOutcome("Copied");
    } catch {
      setOutcome("Copying failed");
    }
    setTimeout(setOutcome, SHOWN_MS, "");
  };
  return (
    <span className="inline-flex items-center gap-1">
      <Button
        variant="ghost"
        size={text ? "sm" : "icon"}
        aria-label={text ? undefined : label}
        title={label}
        onClick={() => void copy()}
      >
        <Icon name={outcome === "Copied" ? "check" : "copy"} />
        {text}
      </Button>
      <output className="text-muted text-xs empty:hidden">{outcome}</output>
    </span>
  );
}
