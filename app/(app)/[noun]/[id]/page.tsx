import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";

import { accountChoice, historyOf, objectView, payoutOf, switchOf } from "@/app/_server/business";
import { pageContext } from "@/app/_server/context";
import { customerTools, erasedRows, erasureOf } from "@/app/_server/customer";
import { actionsOn } from "@/app/_server/object-actions";
import { ObjectActions } from "@/components/actions/object-actions";
import { CustomerTools } from "@/components/business/customer-tools";
import { ErasedCustomer } from "@/components/business/erased-customer";
import { NoAccount } from "@/components/business/not-connected";
import { ObjectPage } from "@/components/business/object-page";
import { inAccount } from "@/lib/business/accounts";
import { addressOf } from "@/lib/business/address";
import { listOfSlug, type ListSpec } from "@/lib/business/lists";

import {
  applyObjectAction,
  eraseCustomerAction,
  planObjectAction,
  settleAttemptAction,
} from "./actions";

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
  const { account } = addressOf(await searchParams);
  const isAccount = account === undefined || z.uuid().safeParse(account).success;
  const none = { spec, account, view: null, erasure: null };
  if (!isAccount) return none;
  const view = await objectView(context, {
    type: spec.type,
    id,
    connection: account,
    linked: account,
  });
  if (view) return { spec, account, view, erasure: null };
  if (spec.type !== "customer") return none;
  return { ...none, erasure: await erasureOf(context, { id, connection: account }) };
}

/** An object that is not there: no account is connected, or not this one, or it has no such object. */
async function Missing({ spec, account }: { spec: ListSpec; account: string | undefined }) {
  const choice = await accountChoice(await pageContext(), account === undefined ? {} : { account });
  if (choice.chosen) notFound();
  const [first] = switchOf(choice, { path: `/${spec.slug}`, address: {} });
  return <NoAccount title={spec.title} href={first?.href ?? null} />;
}

export async function generateMetadata(props: PageProps<"/[noun]/[id]">): Promise<Metadata> {
  const found = await viewOf(props);
  const name = found?.view?.details.title ?? (found?.erasure ? "Erased customer" : null);
  return { title: name ?? "Not found" };
}

export default async function BusinessObjectPage(props: PageProps<"/[noun]/[id]">) {
  const found = await viewOf(props);
  if (!found) notFound();
  const { spec, account, view, erasure } = found;
  const list = { href: inAccount(`/${spec.slug}`, account), title: spec.title };
  if (erasure) return <ErasedCustomer erasure={erasure} rows={erasedRows(erasure)} list={list} />;
  if (!view) return <Missing spec={spec} account={account} />;
  const context = await pageContext();
  const tools = customerTools(context, view);
  const { actions, attempts } = await actionsOn(context, view);
  const { type, id } = view.object;
  const target = { type, id, connection: view.account.connectionId };
  return (
    <ObjectPage
      {...view}
      list={list}
      history={await historyOf(context, view)}
      payout={await payoutOf(context, view)}
      attempts={attempts}
      settle={settleAttemptAction}
      tools={
        <>
          {actions.length > 0 ? (
            <ObjectActions
              target={target}
              actions={actions}
              plan={planObjectAction}
              apply={applyObjectAction}
            />
          ) : null}
          {tools ? <CustomerTools {...tools} erase={eraseCustomerAction} /> : null}
        </>
      }
    />
  );
}
