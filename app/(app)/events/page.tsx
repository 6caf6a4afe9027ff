import type { Metadata } from "next";

import { pageContext } from "@/app/_server/context";
import { toEventRows, toGroupedRows } from "@/app/_server/event-rows";
import { EventHistory } from "@/components/events/event-history";
import { PageHeader } from "@/components/shell/page-header";
import { listEvents } from "@/lib/verbs/events/list";
import { customerNames } from "@/lib/verbs/objects/names";
import { hasRole } from "@/lib/verbs/types";

export const metadata: Metadata = { title: "Events" };

const text = (value: string | string[] | undefined) => (typeof value === "string" ? value : "");

export default async function EventsPage({ searchParams }: PageProps<"/events">) {
  const query = await searchParams;
  const filter = {
    pattern: text(query["pattern"]),
    text: text(query["text"]),
    related: text(query["related"]),
  };
  const before = /^\d{1,15}$/.test(text(query["before"])) ? text(query["before"]) : undefined;
  const context = await pageContext();
  const isGrouped = text(query["group"]) === "payment";
  const { events, next } = await listEvents.run(context, { ...filter, before, lines: true });
  return (
    <>
      <PageHeader title="Events">
        Everything that happened in this workspace, newest first. The debugger in the top bar shows
        events live.
      </PageHeader>
      <EventHistory
        events={
          isGrouped
            ? toGroupedRows(events, await customerNames(context, events))
            : toEventRows(events)
        }
        next={next}
        filter={{ ...filter, group: isGrouped ? "payment" : "" }}
        canEdit={hasRole(context.role, "member")}
      />
    </>
  );
}
