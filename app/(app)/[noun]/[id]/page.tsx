import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";

import { historyOf, objectView, payoutOf } from "@/app/_server/business";
import { pageContext } from "@/app/_server/context";
import { ObjectPage } from "@/components/business/object-page";
import { listOfSlug } from "@/lib/business/lists";

const CONNECTION = z.uuid();

/** `account` in the address names another account than the one that was connected first. */
async function viewOf({
  params,
  searchParams,
}: Pick<PageProps<"/[noun]/[id]">, "params" | "searchParams">) {
  const { noun, id } = await params;
  const spec = listOfSlug(noun);
  if (!spec) return null;
  const view = await objectView(await pageContext(), {
    type: spec.type,
    id: decodeURIComponent(id),
    connection: CONNECTION.safeParse((await searchParams)["account"]).data,
  });
  return view && { spec, view };
}

export async function generateMetadata(props: PageProps<"/[noun]/[id]">): Promise<Metadata> {
  return { title: (await viewOf(props))?.view.details.title ?? "Not found" };
}

export default async function BusinessObjectPage(props: PageProps<"/[noun]/[id]">) {
  const found = await viewOf(props);
  if (!found) notFound();
  const { spec, view } = found;
  return (
    <ObjectPage
      {...view}
      list={{ href: `/${spec.slug}`, title: spec.title }}
      history={await historyOf(await pageContext(), view)}
      payout={await payoutOf(await pageContext(), view)}
    />
  );
}
