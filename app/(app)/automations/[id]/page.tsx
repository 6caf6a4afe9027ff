import type { Metadata } from "next";

import { pageContext } from "@/app/_server/context";
import { Editor } from "@/components/automations/editor/editor";
import { toPlain } from "@/lib/core/plain";
import { checkAutomationVerb } from "@/lib/verbs/automations/check";
import { getAutomation } from "@/lib/verbs/automations/list";

import { editorActions, editorOffer } from "../editor-props";
import { orNotFound } from "../or-not-found";

export const metadata: Metadata = { title: "Automation" };

export default async function AutomationPage({ params }: PageProps<"/automations/[id]">) {
  const context = await pageContext();
  const automation = await orNotFound(getAutomation.run(context, await params));
  const { offer } = await editorOffer(context);
  const definition = automation.versions[0]?.definition;
  return (
    <Editor
      key={automation.id}
      automation={toPlain(automation)}
      initial={null}
      first={await checkAutomationVerb.run(context, { definition })}
      offer={offer}
      actions={editorActions}
    />
  );
}
