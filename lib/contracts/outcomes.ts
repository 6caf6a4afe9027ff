/** Statuses of a payment that succeeded, whatever became of it later. */
export const PAID_STATUSES: readonly string[] = [
  "succeeded",
  "refunded",
  "partially_refunded",
  "disputed",
];

/** Statuses of a dispute that the account won. An inquiry that was closed is neither won nor lost. */
export const WON_STATUSES: readonly string[] = ["won"];
export const LOST_STATUSES: readonly string[] = ["lost"];
