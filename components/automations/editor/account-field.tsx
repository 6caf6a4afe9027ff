"use client";

import Link from "next/link";
import type { ReactNode } from "react";

import { SelectField } from "@/components/ui/field";
import { humanise } from "@/lib/core/text";

import type { ConnectionChoice } from "../types";
import { useEditor } from "./editor-context";
import { controlId } from "./issues";
import { textIn, type StepPartProps } from "./step-props";

function Warning({ children, link }: { children: ReactNode; link: string }) {
  return (
    <p className="bg-warning-soft text-warning-ink rounded-md px-3 py-2 text-sm">
      {children}{" "}
      <Link href="/settings/connections" className="underline underline-offset-4">
        {link}
      </Link>
    </p>
  );
}

const GONE = "This account is no longer connected, so the step would fail. Choose another one.";

function accountOptions(own: readonly ConnectionChoice[], chosen: string) {
  const isGone = chosen !== "" && !own.some(({ id }) => id === chosen);
  return [
    // Accounts come newest first; the oldest is the usual one.
    { value: "", label: `The event’s own, else ${own.at(-1)?.label ?? "the first connected"}` },
    ...own.map(({ id, label }) => ({ value: id, label })),
    ...(isGone ? [{ value: chosen, label: "An account that is gone" }] : []),
  ];
}

/** Through which of a provider's accounts a step works; nothing where there is no choice and nothing to warn of. */
export function AccountField(props: StepPartProps & { provider: string }) {
  const { provider, step, path, errorAt, disabled, setBody } = props;
  const { connections } = useEditor();
  const own = connections.filter((one) => one.provider === provider);
  if (provider === "") return null;
  if (own.length === 0)
    return (
      <Warning link="Connect it">
        {humanise(provider)} is not connected, so this step would fail.
      </Warning>
    );
  const chosen = textIn(step.body["connection"]);
  const used = chosen === "" ? own.at(-1) : own.find(({ id }) => id === chosen);
  return (
    <>
      {own.length > 1 || chosen !== "" ? (
        <SelectField
          label="Account"
          id={controlId(`${path}.connection`)}
          disabled={disabled}
          value={chosen}
          options={accountOptions(own, chosen)}
          error={used ? errorAt(`${path}.connection`) : GONE}
          onChange={({ target }) => setBody({ connection: target.value || undefined })}
        />
      ) : null}
      {used?.needsReauth ? (
        <Warning link="Connect it again">
          {used.label} refuses the stored access, so this step would fail.
        </Warning>
      ) : null}
    </>
  );
}
