import Link from "next/link";

import { PageHeader } from "@/components/shell/page-header";
import { buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

/** A page of the business before an account is connected: what it is for, and the one next step. */
export function NotConnected({ title }: { title: string }) {
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
