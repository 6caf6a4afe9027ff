import type { Metadata } from "next";

import { pageContext } from "@/app/_server/context";
import { EventHistory } from "@/components/events/event-history";
import { PageHeader } from "@/components/shell/page-header";
import { listEvents } from "@/lib/verbs/events/list";

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
  const { events, next } = await listEvents.run(await pageContext(), { ...filter, before });
  return (
    <>
      <PageHeader title="Events">
        Everything that has happened in this workspace, newest first. The event debugger (~) shows
        it live.
      </PageHeader>
      <EventHistory events={events} next={next} filter={filter} />
    </>
  );
}
