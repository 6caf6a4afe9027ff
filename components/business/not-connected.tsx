import type { Route } from "next";
import Link from "next/link";

import { PageHeader } from "@/components/shell/page-header";
import { buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

/** A page of the business before an account is connected: what it is for, and the one next step. */
function NotConnected({ title }: { title: string }) {
  return (
    <>
      <PageHeader title={title} />
      <EmptyState
        title="Connect Stripe to see your business"
        hint="Your payments, customers and subscriptions are imported, newest first. Nothing is changed in your account."
        action={
          <Link href="/settings/connections" className={buttonClass({ variant: "primary" })}>
            Connect Stripe
          </Link>
        }
      />
    </>
  );
}

/** A page of the business whose address names an account that is not connected here. */
function AccountNotFound({ title, href }: { title: string; href: string }) {
  return (
    <>
      <PageHeader title={title} />
      <EmptyState
        title="This account is not connected here"
        hint="It may have been disconnected, the address may be mistyped, or the account belongs to another workspace."
        action={
          <div className="flex flex-wrap justify-center gap-2">
            <Link href={href as Route} className={buttonClass({ variant: "primary" })}>
              Show the account that was connected first
            </Link>
            <Link href="/settings/connections" className={buttonClass({})}>
              Connections
            </Link>
          </div>
        }
      />
    </>
  );
}

/** A page of the business without an account to show. `href`: the page of another account; `null` if none is connected. */
export function NoAccount({ title, href }: { title: string; href: string | null }) {
  return href === null ? <NotConnected title={title} /> : <AccountNotFound {...{ title, href }} />;
}
