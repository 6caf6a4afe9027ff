import { curate } from "../curate";
import { coupons as choices, customers } from "./choices";

const coupon = { label: "Coupon", choices } as const;

export const coupons = [
  curate("coupons.create", {
    title: "Create a coupon",
    description: "Creates a coupon with a percentage or an amount off.",
    phrase: "create the coupon {name}",
    fields: {
      name: { label: "Name", help: "Customers see it on receipts and invoices." },
      percent_off: { label: "Percent off" },
      amount_off: { label: "Amount off", money: true },
      currency: { label: "Currency" },
      duration: { label: "Duration" },
      duration_in_months: { label: "Months" },
      redeem_by: { label: "Redeem by", time: true },
      max_redemptions: { label: "Max redemptions" },
    },
    example: { name: "Spring", percent_off: 10, duration: "once" },
  }),
  curate("coupons.get", {
    title: "Read a coupon",
    description: "Returns a coupon.",
    fields: { id: coupon },
    changedBy: ["stripe.coupon.*"],
    example: { id: "SPRING" },
  }),
  curate("coupons.list", {
    title: "List coupons",
    description: "Lists coupons, newest first.",
    fields: { limit: { label: "Max results" } },
    changedBy: ["stripe.coupon.*"],
    example: { limit: 20 },
  }),
  curate("coupons.delete", {
    title: "Delete a coupon",
    description: "Deletes a coupon; customers who have redeemed it keep their discount.",
    phrase: "delete the coupon {id}",
    fields: { id: coupon },
    example: { id: "SPRING" },
  }),
  curate("promotion_codes.create", {
    title: "Create a promotion code",
    description: "Creates a code that customers enter to redeem a coupon.",
    phrase: "create the promotion code {code}",
    fields: {
      promotion: { label: "Coupon" },
      code: { label: "Code" },
      customer: { label: "Only for the customer", choices: customers },
      max_redemptions: { label: "Max redemptions" },
      expires_at: { label: "Expires", time: true },
    },
    example: { promotion: { type: "coupon", coupon: "SPRING" }, code: "SPRING10" },
  }),
  curate("promotion_codes.update", {
    title: "Change a promotion code",
    description: "Activates or deactivates a promotion code.",
    phrase: "change the promotion code {id}",
    fields: { id: { label: "Promotion code" }, active: { label: "Active" } },
    example: { id: "promo_1QExample0001", active: false },
  }),
  curate("promotion_codes.list", {
    title: "List promotion codes",
    description: "Lists promotion codes, newest first.",
    fields: {
      coupon,
      code: { label: "Code" },
      active: { label: "Active" },
      customer: { label: "Customer", choices: customers },
      limit: { label: "Max results" },
    },
    changedBy: ["stripe.promotion_code.*"],
    example: { code: "SPRING10" },
  }),
];
