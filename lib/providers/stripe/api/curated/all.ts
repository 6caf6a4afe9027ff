import type { Overlay } from "../curate-types";
import { coupons } from "./coupons";

/** Overlays by key. */
export const overlays: ReadonlyMap<string, Overlay> = new Map(coupons);
