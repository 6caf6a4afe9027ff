import Link from "next/link";

import { buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export default function NotFound() {
  return (
    <>
      <h1 className="sr-only">Nothing is here</h1>
      <EmptyState
        title="Nothing is here"
        hint="The address may be mistyped, what it showed may be gone, or it belongs to another workspace."
        action={
          <nav aria-label="Ways on" className="flex flex-wrap justify-center gap-2">
            <Link href="/" className={buttonClass({ variant: "primary" })}>
              Go to the dashboard
            </Link>
            <Link href="/automations" className={buttonClass({})}>
              Automations
            </Link>
            <Link href="/events" className={buttonClass({})}>
              Events
            </Link>
          </nav>
        }
      />
    </>
  );
}
