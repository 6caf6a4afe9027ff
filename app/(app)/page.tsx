import type { Metadata } from "next";

import { pageContext } from "@/app/_server/context";
import { firstData } from "@/app/_server/first-data";
import { Dashboard } from "@/components/dashboard/dashboard";
import { getDashboard } from "@/lib/verbs/dashboard/get";
import { hasRole } from "@/lib/verbs/types";
import { WIDGET_REGISTRY } from "@/lib/widgets/registry";

import { addWidgetAction, removeWidgetAction, reorderAction } from "./actions";

export const metadata: Metadata = { title: "Dashboard" };

export default async function DashboardPage() {
  const context = await pageContext();
  const dashboard = await getDashboard.run(context, {});
  return (
    <Dashboard
      id={dashboard.id}
      widgets={dashboard.widgets}
      initial={await firstData(context, dashboard.widgets)}
      gallery={Object.values(WIDGET_REGISTRY)}
      canEdit={hasRole(context.role, "member")}
      actions={{ add: addWidgetAction, remove: removeWidgetAction, reorder: reorderAction }}
    />
  );
}
