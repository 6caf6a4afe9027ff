import type { Metadata } from "next";
import Link from "next/link";

import { pageContext } from "@/app/_server/context";
import { AccountActivity } from "@/components/account/account-activity";
import { SectionHeader } from "@/components/shell/page-header";
import { buttonClass } from "@/components/ui/button";
import { accountActivity } from "@/lib/verbs/account/activity";

export const metadata: Metadata = { title: "Your account" };

export default async function AccountPage() {
  const context = await pageContext();
  const { events } = await accountActivity.run(context, {});
  return (
    <>
      <SectionHeader title="Your account" />
      <div className="grid grid-cols-1 gap-8">
        <div className="border-line flex flex-row flex-wrap items-center justify-between gap-4 border-y py-3">
          <dl className="grid gap-0.5 text-sm">
            <dt className="text-muted text-xs">E-mail address</dt>
            <dd className="break-all">{context.user.email}</dd>
          </dl>
          <Link href="/auth/new-password" className={buttonClass({})}>
            Change password
          </Link>
        </div>
        <AccountActivity
          events={events.map(({ at, ...event }) => ({ ...event, atMs: at.getTime() }))}
        />
      </div>
    </>
  );
}
