import type { Metadata } from "next";

import { pageContext } from "@/app/_server/context";
import { Editor } from "@/components/automations/editor/editor";
import { toPlain } from "@/lib/core/plain";
import { getAutomation } from "@/lib/verbs/automations/list";

import { editorActions, editorOffer } from "../editor-props";
import { orNotFound } from "../or-not-found";

export const metadata: Metadata = { title: "Automation" };

export default async function AutomationPage({ params }: PageProps<"/automations/[id]">) {
  const context = await pageContext();
  const automation = await orNotFound(getAutomation.run(context, await params));
  const { offer } = await editorOffer(context);
  return (
    <Editor
      key={automation.id}
      automation={toPlain(automation)}
      initial={null}
      offer={offer}
      actions={editorActions}
    />
  );
}
