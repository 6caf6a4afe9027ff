import type { Metadata } from "next";

import { pageContext } from "@/app/_server/context";
import { SecretList } from "@/components/settings/secret-list";
import { SectionHeader } from "@/components/shell/page-header";
import { Banner } from "@/components/ui/banner";
import { listSecrets } from "@/lib/verbs/secrets/secrets";
import { hasRole } from "@/lib/verbs/types";

import { deleteSecretAction, saveSecretAction } from "./actions";

export const metadata: Metadata = { title: "Secrets" };

export default async function SecretsPage() {
  const context = await pageContext();
  const { httpHosts } = context.services;
  const isAdmin = hasRole(context.role, "admin");
  const secrets = hasRole(context.role, "member") ? await listSecrets.run(context, {}) : [];
  return (
    <>
      <SectionHeader title="Secrets">
        Keys and passwords that automations send in a header of their HTTP requests.
      </SectionHeader>
      <div className="mb-4">
        <Banner tone={httpHosts.length > 0 ? "info" : "warning"}>
          {httpHosts.length > 0
            ? `Automations may send requests to ${httpHosts.join(", ")}.`
            : `Automations may not send HTTP requests to any host yet. ${
                isAdmin
                  ? "The administrator of this installation lists the allowed hosts in the variable AUTOMATION_HTTP_HOSTS."
                  : "An admin of this workspace can have hosts allowed."
              }`}
        </Banner>
      </div>
      <SecretList
        secrets={secrets.map(({ id, name, hosts, updatedAt, lastUsedAt }) => ({
          id,
          name,
          hosts,
          updatedAtMs: updatedAt.getTime(),
          lastUsedAtMs: lastUsedAt?.getTime() ?? null,
        }))}
        canEdit={isAdmin}
        actions={{ save: saveSecretAction, remove: deleteSecretAction }}
      />
    </>
  );
}
