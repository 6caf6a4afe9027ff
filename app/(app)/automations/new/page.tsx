import type { Metadata } from "next";
import Link from "next/link";

import { pageContext } from "@/app/_server/context";
import { Chooser } from "@/components/automations/chooser";
import { Editor } from "@/components/automations/editor/editor";
import { PageHeader } from "@/components/shell/page-header";
import { buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { checkAutomationVerb } from "@/lib/verbs/automations/check";
import { hasRole } from "@/lib/verbs/types";

import { editorActions, editorOffer } from "../editor-props";
import { toRecipeViews } from "../recipe-views";

export const metadata: Metadata = { title: "New automation" };

const text = (value: string | string[] | undefined) => (typeof value === "string" ? value : "");

export default async function NewAutomationPage({ searchParams }: PageProps<"/automations/new">) {
  const query = await searchParams;
  const context = await pageContext();
  if (!hasRole(context.role, "member"))
    return (
      <>
        <PageHeader title="New automation" />
        <EmptyState
          title="Viewers cannot make automations"
          hint="Ask an owner of the workspace to make you a member."
          action={
            <Link href="/automations" className={buttonClass({})}>
              Back to the automations
            </Link>
          }
        />
      </>
    );
  const { offer, recipes } = await editorOffer(context);
  const [recipe, event] = [text(query["recipe"]), text(query["event"])];
  const chosen = recipes.find(({ id }) => id === recipe)?.definition;
  if (!chosen && event === "" && query["blank"] === undefined)
    return <Chooser recipes={toRecipeViews(recipes)} events={offer.catalogue.events} />;
  const blank = { schema: 1, name: "", on: { event: event.slice(0, 200) }, steps: [] };
  const definition = chosen ?? blank;
  return (
    <Editor
      key={`${recipe} ${event}`}
      automation={null}
      initial={definition}
      first={await checkAutomationVerb.run(context, { definition })}
      offer={offer}
      actions={editorActions}
    />
  );
}
