import type { ObjectAction } from "../../types";
import { changePlan } from "./change-plan";
import { accept, contest } from "./dispute";
import { capture, release } from "./hold";
import { charge, finalize, giveUp, markPaid, send, voidInvoice } from "./invoice";
import { refund } from "./refund";
import { cancel, keep, pause, resume } from "./subscription";

/** What people can do to objects of Stripe, by the name of the action. The order is that of the buttons. */
export const actions: Readonly<Record<string, ObjectAction>> = {
  refund,
  capture,
  release,
  finalize,
  charge,
  send,
  "mark-paid": markPaid,
  "mark-uncollectible": giveUp,
  void: voidInvoice,
  keep,
  "change-plan": changePlan,
  pause,
  resume,
  cancel,
  contest,
  accept,
};
