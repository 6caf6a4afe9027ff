import { NextResponse } from "next/server";

/** Turbopack looks upwards for this file, and would take the dashboard's. Like that, it leaves webhooks alone. */
export const proxy = () => NextResponse.next();
export const config = { matcher: ["/never"] };
