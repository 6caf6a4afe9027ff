import type { Metadata } from "next";
import Link from "next/link";

import { pageContext } from "@/app/_server/context";
import { AutomationList } from "@/components/automations/automation-list";
import { RecipeList } from "@/components/automations/recipe-list";
import { PageHeader } from "@/components/shell/page-header";
import { buttonClass } from "@/components/ui/button";
import { toPlain } from "@/lib/core/plain";
import { getCatalogue } from "@/lib/verbs/automations/catalogue";
import { listAutomationsVerb } from "@/lib/verbs/automations/list";
import { hasRole } from "@/lib/verbs/types";

import { disableAction, enableAction } from "./actions";
import { toRecipeViews } from "./recipe-views";

export const metadata: Metadata = { title: "Automations" };

async function Recipes() {
  const { recipes } = await getCatalogue.run(await pageContext(), {});
  return (
    <section aria-labelledby="recipes" className="grid gap-3">
      <h2 id="recipes" className="text-base font-semibold">
        Start from a recipe
      </h2>
      <RecipeList recipes={toRecipeViews(recipes)} />
    </section>
  );
}

export default async function AutomationsPage() {
  const context = await pageContext();
  const automations = toPlain(await listAutomationsVerb.run(context, {}));
  const canEdit = hasRole(context.role, "member");
  return (
    <>
      <PageHeader
        title="Automations"
        actions={
          canEdit ? (
            <Link href="/automations/new" className={buttonClass({ variant: "primary" })}>
              New automation
            </Link>
          ) : null
        }
      />
      {automations.length === 0 ? (
        <Recipes />
      ) : (
        <AutomationList
          automations={automations}
          canEdit={canEdit}
          canEnable={hasRole(context.role, "admin")}
          actions={{ enable: enableAction, disable: disableAction }}
        />
      )}
    </>
  );
}
