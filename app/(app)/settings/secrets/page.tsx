import type { Metadata } from "next";

import { pageContext } from "@/app/_server/context";
import { SecretList } from "@/components/settings/secret-list";
import { PageHeader } from "@/components/shell/page-header";
import { listSecrets } from "@/lib/verbs/secrets/manage";
import { hasRole } from "@/lib/verbs/types";

import { deleteSecretAction, saveSecretAction } from "./actions";

export const metadata: Metadata = { title: "Secrets" };

export default async function SecretsPage() {
  const context = await pageContext();
  const secrets = hasRole(context.role, "member") ? await listSecrets.run(context, {}) : [];
  return (
    <>
      <PageHeader title="Secrets">
        Keys and passwords that HTTP requests of automations send in a header.
      </PageHeader>
      <SecretList
        secrets={secrets.map(({ id, name, hosts, updatedAt, lastUsedAt }) => ({
          id,
          name,
          hosts,
          updatedAtMs: updatedAt.getTime(),
          lastUsedAtMs: lastUsedAt?.getTime() ?? null,
        }))}
        canEdit={hasRole(context.role, "admin")}
        actions={{ save: saveSecretAction, remove: deleteSecretAction }}
      />
    </>
  );
}
