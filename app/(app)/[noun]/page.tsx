import type { Metadata } from "next";
import { notFound } from "next/navigation";

import { accountsOf, importSentence, objectView } from "@/app/_server/business";
import { pageContext } from "@/app/_server/context";
import { requestOf } from "@/app/_server/customers";
import { ListPage } from "@/components/business/list-page";
import { NotConnected } from "@/components/business/not-connected";
import { SidePanel } from "@/components/business/side-panel";
import { addressOf, withAddress } from "@/lib/business/address";
import { listOfSlug, pathOf } from "@/lib/business/lists";
import { humanise } from "@/lib/core/text";
import { listObjectsVerb } from "@/lib/verbs/objects/list";
import { listViews } from "@/lib/verbs/views/views";

import { deleteViewAction, saveViewAction } from "./actions";
import { toListView } from "./list-view";

export async function generateMetadata({ params }: PageProps<"/[noun]">): Promise<Metadata> {
  return { title: listOfSlug((await params).noun)?.title ?? "Not found" };
}

export default async function BusinessListPage({ params, searchParams }: PageProps<"/[noun]">) {
  const spec = listOfSlug((await params).noun);
  if (!spec) notFound();
  const address = addressOf(await searchParams);
  const context = await pageContext();
  const accounts = await accountsOf(context);
  const chosen =
    accounts.find(({ account }) => account.connectionId === address["account"]) ?? accounts[0];
  if (!chosen) return <NotConnected title={spec.title} />;
  const { tab, request, problems } = await requestOf(context, spec, address, chosen.account);
  const list = await listObjectsVerb.run(context, request);
  const view = toListView(spec, list, {
    address,
    tab,
    problems,
    importing: importSentence(chosen),
    now: context.services.now(),
    views: await listViews.run(context, { list: spec.slug }),
  });
  const open = address["open"];
  const panel =
    open === undefined
      ? null
      : await objectView(context, {
          type: spec.type,
          id: open,
          connection: chosen.account.connectionId,
        });
  return (
    <ListPage
      view={view}
      viewActions={{ save: saveViewAction, remove: deleteViewAction }}
      panel={
        panel ? (
          <SidePanel
            label={humanise(spec.one)}
            details={panel.details}
            timeZone={chosen.account.timeZone}
            closeHref={withAddress(view.path, address, { open: null })}
            pageHref={pathOf(spec.type, panel.object.id) ?? view.path}
          />
        ) : null
      }
    />
  );
}
