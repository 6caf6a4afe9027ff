import type { Metadata } from "next";
import { notFound } from "next/navigation";

import { accountChoice, importSentence, objectView, switchOf } from "@/app/_server/business";
import { pageContext } from "@/app/_server/context";
import { requestOf } from "@/app/_server/customers";
import { readFirstValid, unlessNotConnected } from "@/app/_server/lenient";
import { ListPage } from "@/components/business/list-page";
import { NoAccount } from "@/components/business/not-connected";
import { SidePanel } from "@/components/business/side-panel";
import { inAccount } from "@/lib/business/accounts";
import { addressOf, withAddress, type Address } from "@/lib/business/address";
import { listOfSlug, pathOf, type ListSpec } from "@/lib/business/lists";
import type { BusinessAccount } from "@/lib/contracts/objects";
import { humanise } from "@/lib/core/text";
import { listObjectsVerb } from "@/lib/verbs/objects/list";
import type { Context } from "@/lib/verbs/types";
import { listViews } from "@/lib/verbs/views/views";

import { deleteViewAction, saveViewAction } from "./actions";
import { toListView } from "./list-view";

/** Reads the list that an address asks for; without what of it the list does not take. */
async function listOf(context: Context, spec: ListSpec, asked: Address, account: BusinessAccount) {
  const { cursor: _cursor, ...unpaged } = asked;
  const plain: Address = asked["account"] ? { account: asked["account"] } : {};
  const { output, problems } = await readFirstValid([asked, unpaged, plain], async (address) => {
    const read = await requestOf(context, spec, address, account);
    return {
      ...read,
      list: await listObjectsVerb.run(context, { ...read.request, choices: true }),
    };
  });
  return { ...output, problems: [...problems, ...output.problems] };
}

export async function generateMetadata({ params }: PageProps<"/[noun]">): Promise<Metadata> {
  return { title: listOfSlug((await params).noun)?.title ?? "Not found" };
}

export default async function BusinessListPage({ params, searchParams }: PageProps<"/[noun]">) {
  const spec = listOfSlug((await params).noun);
  if (!spec) notFound();
  const asked = addressOf(await searchParams);
  const context = await pageContext();
  const choice = await accountChoice(context, asked);
  const { chosen } = choice;
  const accounts = switchOf(choice, { path: `/${spec.slug}`, address: asked });
  if (!chosen) return <NoAccount title={spec.title} href={accounts[0]?.href ?? null} />;
  const found = await unlessNotConnected(listOf(context, spec, asked, chosen.account));
  if (!found) return <NoAccount title={spec.title} href={null} />;
  const { address, list, tab, request, problems } = found;
  const view = toListView(spec, list, {
    address,
    tab,
    request,
    problems,
    importing: importSentence(chosen),
    now: context.services.now(),
    views: await listViews.run(context, { list: spec.slug }),
    accounts,
  });
  const open = address["open"];
  const panel =
    open === undefined
      ? null
      : await objectView(context, {
          type: spec.type,
          id: open,
          connection: chosen.account.connectionId,
          linked: address["account"],
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
            pageHref={inAccount(
              pathOf(spec.type, panel.object.id) ?? view.path,
              address["account"],
            )}
          />
        ) : null
      }
    />
  );
}
