import type { Metadata } from "next";
import { notFound } from "next/navigation";

import { historyOf, objectView } from "@/app/_server/business";
import { pageContext } from "@/app/_server/context";
import { ObjectPage } from "@/components/business/object-page";
import { listOfSlug } from "@/lib/business/lists";

async function viewOf(params: Promise<{ noun: string; id: string }>) {
  const { noun, id } = await params;
  const spec = listOfSlug(noun);
  if (!spec) return null;
  const view = await objectView(await pageContext(), {
    type: spec.type,
    id: decodeURIComponent(id),
  });
  return view && { spec, view };
}

export async function generateMetadata({ params }: PageProps<"/[noun]/[id]">): Promise<Metadata> {
  return { title: (await viewOf(params))?.view.details.title ?? "Not found" };
}

export default async function BusinessObjectPage({ params }: PageProps<"/[noun]/[id]">) {
  const found = await viewOf(params);
  if (!found) notFound();
  const { spec, view } = found;
  return (
    <ObjectPage
      {...view}
      list={{ href: `/${spec.slug}`, title: spec.title }}
      history={await historyOf(await pageContext(), view)}
    />
  );
}
