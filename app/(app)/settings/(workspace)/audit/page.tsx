import type { Metadata } from "next";

import { pageContext } from "@/app/_server/context";
import { AuditList } from "@/components/audit/audit-list";
import { SectionHeader } from "@/components/shell/page-header";
import { Banner } from "@/components/ui/banner";
import { AUDIT_AREAS, listAudit } from "@/lib/verbs/audit/list";
import { hasRole } from "@/lib/verbs/types";

import { toView } from "./audit-view";

export const metadata: Metadata = { title: "Audit log" };

export default async function AuditPage({ searchParams }: PageProps<"/settings/audit">) {
  const { area: asked, before } = await searchParams;
  const area = AUDIT_AREAS.find((one) => one === asked);
  const context = await pageContext();
  const isAdmin = hasRole(context.role, "admin");
  const { entries, next } = isAdmin
    ? await listAudit.run(context, {
        area,
        before: typeof before === "string" && /^\d{1,18}$/.test(before) ? before : undefined,
      })
    : { entries: [], next: null };
  return (
    <>
      <SectionHeader title="Audit log">
        Changes in this workspace and writes at connected apps. Entries cannot be changed.
      </SectionHeader>
      {isAdmin ? (
        <AuditList entries={entries.map(toView)} areas={AUDIT_AREAS} area={area} next={next} />
      ) : (
        <Banner tone="info">Only admins and owners can read the audit log.</Banner>
      )}
    </>
  );
}
