import type { Metadata } from "next";

import {
  addWidgetAction,
  chooseConnectionAction,
  removeWidgetAction,
  reorderAction,
} from "@/app/(app)/actions";
import { pageContext } from "@/app/_server/context";
import { firstData } from "@/app/_server/first-data";
import { Dashboard } from "@/components/dashboard/dashboard";
import { listConnections } from "@/lib/verbs/connections/list";
import { getDashboard } from "@/lib/verbs/dashboard/get";
import { hasRole } from "@/lib/verbs/types";
import { WIDGET_REGISTRY } from "@/lib/widgets/registry";

export const metadata: Metadata = { title: "Home" };

export default async function DashboardPage() {
  const context = await pageContext();
  const dashboard = await getDashboard.run(context, {});
  const providers = await listConnections.run(context, {});
  // Oldest first: a widget that names no account shows the one that was connected first.
  const accounts = providers
    .flatMap(({ connections }) =>
      connections.filter(({ status }) => status !== "revoked").toReversed(),
    )
    .map(({ id, provider, label, accountId }) => ({ id, provider, label: label || accountId }));
  return (
    <Dashboard
      id={dashboard.id}
      widgets={dashboard.widgets}
      initial={await firstData(context, dashboard.widgets)}
      gallery={Object.values(WIDGET_REGISTRY)}
      accounts={accounts}
      providers={Object.fromEntries(providers.map(({ manifest: { id, name } }) => [id, name]))}
      canEdit={hasRole(context.role, "member")}
      actions={{
        add: addWidgetAction,
        remove: removeWidgetAction,
        reorder: reorderAction,
        chooseAccount: chooseConnectionAction,
      }}
    />
  );
}
