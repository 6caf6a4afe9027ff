import { curate } from "../curate";

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
];
