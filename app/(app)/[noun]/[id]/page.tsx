import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";

import { historyOf, objectView, payoutOf } from "@/app/_server/business";
import { pageContext } from "@/app/_server/context";
import { customerTools, erasedRows, erasureOf } from "@/app/_server/customer";
import { CustomerTools } from "@/components/business/customer-tools";
import { ErasedCustomer } from "@/components/business/erased-customer";
import { ObjectPage } from "@/components/business/object-page";
import { listOfSlug } from "@/lib/business/lists";

import { eraseCustomerAction } from "./actions";

const CONNECTION = z.uuid();

/** `account` in the address names another account than the one that was connected first. */
async function viewOf({
  params,
  searchParams,
}: Pick<PageProps<"/[noun]/[id]">, "params" | "searchParams">) {
  const { noun, id: written } = await params;
  const spec = listOfSlug(noun);
  if (!spec) return null;
  const context = await pageContext();
  const id = decodeURIComponent(written);
  const connection = CONNECTION.safeParse((await searchParams)["account"]).data;
  const view = await objectView(context, { type: spec.type, id, connection });
  if (view) return { spec, view, erasure: null };
  const erasure = spec.type === "customer" ? await erasureOf(context, { id, connection }) : null;
  return erasure && { spec, view: null, erasure };
}

export async function generateMetadata(props: PageProps<"/[noun]/[id]">): Promise<Metadata> {
  const found = await viewOf(props);
  return { title: found ? (found.view?.details.title ?? "Erased customer") : "Not found" };
}

export default async function BusinessObjectPage(props: PageProps<"/[noun]/[id]">) {
  const found = await viewOf(props);
  if (!found) notFound();
  const { spec, view, erasure } = found;
  const list = { href: `/${spec.slug}`, title: spec.title };
  if (!view) return <ErasedCustomer erasure={erasure} rows={erasedRows(erasure)} list={list} />;
  const context = await pageContext();
  const tools = customerTools(context, view);
  return (
    <ObjectPage
      {...view}
      list={list}
      history={await historyOf(context, view)}
      payout={await payoutOf(context, view)}
      tools={tools ? <CustomerTools {...tools} erase={eraseCustomerAction} /> : undefined}
    />
  );
}
