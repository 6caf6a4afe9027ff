import { curate } from "../curate";

const transfer = {
  amount: { label: "Amount", money: true },
  currency: { label: "Currency" },
  description: { label: "Description" },
  metadata: { label: "Metadata" },
} as const;
const payout = { label: "Payout" } as const;
const id = "po_1QExample0001";

export const balance = [
  curate("accounts.get_current", {
    title: "Read the connected account",
    description: "Returns the account of this connection with country and currency.",
    changedBy: ["stripe.account.*"],
    example: {},
  }),
  curate("balance_transactions.get", {
    title: "Read a balance transaction",
    description: "Returns one movement of the balance with its fees.",
    fields: { id: { label: "Balance transaction" } },
    example: { id: "txn_1QExample0001" },
  }),
  curate("balance_transactions.list", {
    title: "List balance transactions",
    description: "Lists the movements of the balance with their fees, newest first.",
    fields: {
      type: { label: "Type" },
      payout,
      source: { label: "Source" },
      currency: { label: "Currency" },
      limit: { label: "Max results" },
    },
    changedBy: ["stripe.balance.*", "stripe.payment.*", "stripe.payout.*"],
    example: { payout: id },
  }),
  curate("payouts.create", {
    title: "Pay out to the bank",
    description: "Pays money from the balance to the bank account.",
    phrase: "pay out to the bank",
    fields: {
      ...transfer,
      method: { label: "Speed" },
      destination: { label: "Bank account" },
      statement_descriptor: { label: "Text on the statement" },
    },
    moves: { amount: "amount", currency: "currency" },
    example: { amount: 50_000, currency: "usd" },
  }),
  curate("payouts.get", {
    title: "Read a payout",
    description: "Returns a payout and its state.",
    fields: { id: payout },
    changedBy: ["stripe.payout.*"],
    example: { id },
  }),
  curate("payouts.list", {
    title: "List payouts",
    description: "Lists payouts, newest first.",
    fields: { status: { label: "Status" }, limit: { label: "Max results" } },
    changedBy: ["stripe.payout.*"],
    example: { status: "paid" },
  }),
  curate("payouts.cancel", {
    title: "Cancel a payout",
    description: "Cancels a payout that is still pending.",
    phrase: "cancel the payout {id}",
    fields: { id: payout },
    example: { id },
  }),
  curate("transfers.create", {
    title: "Transfer to a connected account",
    description: "Sends money from the balance to a connected account.",
    phrase: "transfer to {destination}",
    fields: {
      destination: { label: "Connected account" },
      ...transfer,
      source_transaction: { label: "Of the charge" },
    },
    moves: { amount: "amount", currency: "currency" },
    example: { destination: "acct_1QExample000001", amount: 2500, currency: "usd" },
  }),
  curate("topups.create", {
    title: "Top up the balance",
    description: "Draws money from the bank account to the balance.",
    phrase: "top up the balance",
    fields: { ...transfer, statement_descriptor: { label: "Text on the statement" } },
    moves: { amount: "amount", currency: "currency" },
    example: { amount: 50_000, currency: "usd" },
  }),
];
