import type { Metadata } from "next";

import { pageContext } from "@/app/_server/context";
import { TokenList } from "@/components/settings/token-list";
import { SectionHeader } from "@/components/shell/page-header";
import { listTokens } from "@/lib/verbs/tokens/tokens";
import { hasRole } from "@/lib/verbs/types";

import { createTokenAction, revokeTokenAction } from "./actions";

export const metadata: Metadata = { title: "API tokens" };

export default async function TokensPage() {
  const context = await pageContext();
  const isAdmin = hasRole(context.role, "admin");
  const tokens = isAdmin ? await listTokens.run(context, {}) : [];
  return (
    <>
      <SectionHeader title="API tokens">
        Your own code publishes events with a token, and automations react to them.
      </SectionHeader>
      <TokenList
        tokens={tokens.map(({ id, name, hint, createdBy, stopped, expiresAt, lastUsedAt }) => ({
          id,
          name,
          hint,
          createdBy,
          stopped,
          expiresAtMs: expiresAt.getTime(),
          lastUsedAtMs: lastUsedAt?.getTime() ?? null,
        }))}
        canEdit={isAdmin}
        endpoint={`${context.services.env.appUrl}/api/v1/events`}
        actions={{ create: createTokenAction, revoke: revokeTokenAction }}
      />
    </>
  );
}
