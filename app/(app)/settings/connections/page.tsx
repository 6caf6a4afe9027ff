import type { Metadata } from "next";

import { pageContext } from "@/app/_server/context";
import { Connections } from "@/components/settings/connections";
import { outcomeOf } from "@/components/settings/outcomes";
import { PageHeader } from "@/components/shell/page-header";
import { Banner } from "@/components/ui/banner";
import { listConnections } from "@/lib/verbs/connections/list";
import { hasRole } from "@/lib/verbs/types";

import {
  connectKeyAction,
  disconnectAction,
  disconnectEffectsAction,
  setWebhookSecretAction,
  testConnectionAction,
} from "../../actions";
import { toProviderView } from "./provider-view";

export const metadata: Metadata = { title: "Connections" };

export default async function ConnectionsPage({
  searchParams,
}: PageProps<"/settings/connections">) {
  const context = await pageContext();
  const providers = (await listConnections.run(context, {})).map(toProviderView);
  const outcome = outcomeOf(
    await searchParams,
    Object.fromEntries(providers.map(({ id, name }) => [id, name])),
  );
  return (
    <>
      <PageHeader title="Connections">
        Accounts that this workspace works with. Keys are encrypted and never shown again.
      </PageHeader>
      <div role="status" className="mb-4 empty:hidden">
        {outcome ? <Banner tone={outcome.tone}>{outcome.message}</Banner> : null}
      </div>
      <Connections
        providers={providers}
        canEdit={hasRole(context.role, "admin")}
        actions={{
          test: testConnectionAction,
          disconnect: disconnectAction,
          disconnectEffects: disconnectEffectsAction,
          connectKey: connectKeyAction,
          setWebhookSecret: setWebhookSecretAction,
        }}
      />
    </>
  );
}
