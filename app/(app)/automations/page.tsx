import type { Metadata } from "next";
import Link from "next/link";

import { pageContext } from "@/app/_server/context";
import { AutomationList } from "@/components/automations/automation-list";
import { filterFrom, isShown } from "@/components/automations/automation-state";
import { RecipeList } from "@/components/automations/recipe-list";
import { PageHeader } from "@/components/shell/page-header";
import { buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Icon } from "@/components/ui/icon";
import { toPlain } from "@/lib/core/plain";
import { getCatalogue } from "@/lib/verbs/automations/catalogue";
import { listAutomationsVerb } from "@/lib/verbs/automations/list";
import { hasRole } from "@/lib/verbs/types";

import { disableAction, enableAction } from "./actions";
import { toRecipeViews } from "./recipe-views";

export const metadata: Metadata = { title: "Automations" };

/** Recipes below a list of automations; without automations all of them are shown. */
const SHOWN_RECIPES = 3;

async function Recipes({ used }: { used: readonly string[] }) {
  const { recipes } = await getCatalogue.run(await pageContext(), {});
  const unused = toRecipeViews(recipes).filter(({ name }) => !used.includes(name));
  const shown = used.length === 0 ? unused : unused.slice(0, SHOWN_RECIPES);
  if (shown.length === 0) return null;
  return (
    <section aria-labelledby="recipes" className="grid gap-3">
      <div className="flex items-baseline justify-between gap-4">
        <h2 id="recipes" className="text-base font-semibold">
          Start from a recipe
        </h2>
        {shown.length < recipes.length ? (
          <Link
            href="/automations/new"
            className="text-link py-1 text-xs font-medium hover:underline"
          >
            All {recipes.length} recipes
          </Link>
        ) : null}
      </div>
      <RecipeList recipes={shown} />
    </section>
  );
}

export default async function AutomationsPage({ searchParams }: PageProps<"/automations">) {
  const context = await pageContext();
  const filter = filterFrom((await searchParams)["state"]);
  const automations = toPlain(await listAutomationsVerb.run(context, {}));
  const canEdit = hasRole(context.role, "member");
  const counts = new Map(
    ([null, "on", "off", "problems"] as const).map((tab) => [
      tab,
      automations.filter((one) => isShown(one, tab)).length,
    ]),
  );
  return (
    <>
      <PageHeader
        title="Automations"
        actions={
          canEdit ? (
            <Link
              href="/automations/new"
              className={`${buttonClass({ variant: "primary" })} max-sm:w-full`}
            >
              <Icon name="plus" />
              New automation
            </Link>
          ) : null
        }
      />
      <div className="grid grid-cols-1 gap-8">
        {automations.length > 0 ? (
          <AutomationList
            automations={automations.filter((one) => isShown(one, filter))}
            filter={filter}
            counts={counts}
            canEdit={canEdit}
            canEnable={hasRole(context.role, "admin")}
            actions={{ enable: enableAction, disable: disableAction }}
          />
        ) : canEdit ? null : (
          <EmptyState title="No automations yet" hint="A member of this workspace can add one." />
        )}
        {canEdit ? <Recipes used={automations.map(({ name }) => name)} /> : null}
      </div>
    </>
  );
}
