import type { ObjectAction } from "../../types";
import { refund } from "./refund";

/** What people can do to objects of Stripe, by the name of the action. */
export const actions: Readonly<Record<string, ObjectAction>> = { refund };
