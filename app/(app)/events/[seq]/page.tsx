import type { Metadata } from "next";
import Link from "next/link";

import { pageContext } from "@/app/_server/context";
import { EventPage } from "@/components/events/event-page";
import { PageHeader } from "@/components/shell/page-header";
import { getEvent } from "@/lib/verbs/events/get";
import { traceEvent } from "@/lib/verbs/events/trace";
import { hasRole } from "@/lib/verbs/types";

import { orNotFound } from "../../automations/or-not-found";

export const metadata: Metadata = { title: "Event" };

export default async function StoredEventPage({ params }: PageProps<"/events/[seq]">) {
  const context = await pageContext();
  const event = await orNotFound(getEvent.run(context, await params));
  const causes = await traceEvent.run(context, { seq: event.seq ?? undefined });
  return (
    <>
      <PageHeader
        title={event.type}
        above={
          <Link
            href="/events"
            className="hover:text-ink inline-block py-1 underline-offset-4 hover:underline"
          >
            Events
          </Link>
        }
      >
        {event.subject ? `About ${event.subject}.` : "An event of this workspace."}
      </PageHeader>
      <EventPage
        key={event.seq}
        event={event}
        causes={causes}
        canEdit={hasRole(context.role, "member")}
      />
    </>
  );
}
