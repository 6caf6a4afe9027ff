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

const GONE = "This account was disconnected, so the step would fail. Choose another account.";

function accountOptions(own: readonly ConnectionChoice[], chosen: string) {
  const isGone = chosen !== "" && !own.some(({ id }) => id === chosen);
  return [
    // Accounts come newest first; the oldest one is the default.
    {
      value: "",
      label: `Same account as the event, or ${own.at(-1)?.label ?? "the first connected account"}`,
    },
    ...own.map(({ id, label }) => ({ value: id, label })),
    ...(isGone ? [{ value: chosen, label: "Disconnected account" }] : []),
  ];
}

/** Selects the account of a step. Shows nothing if only one account is connected and it works. */
export function AccountField(props: StepPartProps & { provider: string }) {
  const { provider, step, path, errorAt, disabled, setBody } = props;
  const { connections } = useEditor();
  const own = connections.filter((one) => one.provider === provider);
  if (provider === "") return null;
  if (own.length === 0)
    return (
      <Warning link="Go to Connections">
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
        <Warning link="Reconnect">
          {used.label} no longer accepts the stored credential, so this step would fail.
        </Warning>
      ) : null}
    </>
  );
}
