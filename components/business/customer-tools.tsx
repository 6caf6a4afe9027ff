"use client";

import { lazy, Suspense, useState } from "react";

import { LazyMenu } from "@/components/ui/lazy-menu";
import type { ActionResult } from "@/lib/core/action-result";

const EraseDialog = lazy(async () => ({
  default: (await import("./erase-dialog")).EraseDialog,
}));

export interface CustomerToolsProps {
  /** Id of the customer at the provider. */
  readonly id: string;
  /** Id of the connection. */
  readonly account: string;
  readonly name: string;
  /** The text to type as a confirmation: the e-mail address, or the id of a customer without one. */
  readonly confirmWith: string;
  /** Name of the provider. */
  readonly provider: string;
  /** Page of the customer at the provider; `null` if there is none. */
  readonly providerUrl: string | null;
  readonly erase: (customer: {
    readonly id: string;
    readonly account: string;
    readonly confirm: string;
  }) => Promise<ActionResult<null>>;
}

/** Downloads a file of our own server without leaving the page. */
function download(href: string): void {
  const link = document.createElement("a");
  link.href = href;
  link.download = "";
  link.click();
}

/** Menu of what an admin can do with a customer's data. */
export function CustomerTools(props: CustomerToolsProps) {
  const { id, account, name } = props;
  const [isAsking, setIsAsking] = useState(false);
  const query = new URLSearchParams({ id, account }).toString();
  return (
    <>
      <LazyMenu
        label={`Options of ${name}`}
        items={[
          {
            label: "Export data",
            onSelect: () => download(`/api/customers/export?${query}`),
          },
          { label: "Erase customer…", danger: true, onSelect: () => setIsAsking(true) },
        ]}
      />
      {isAsking ? (
        <Suspense fallback={null}>
          <EraseDialog {...props} onClose={() => setIsAsking(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
