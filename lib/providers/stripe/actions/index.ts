import type { ObjectAction } from "../../types";
import { capture, release } from "./hold";
import { refund } from "./refund";

/** What people can do to objects of Stripe, by the name of the action. The order is that of the buttons. */
export const actions: Readonly<Record<string, ObjectAction>> = { refund, release, capture };
