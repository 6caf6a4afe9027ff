"use client";

import { useEffect } from "react";

import { forgetOpened } from "./recent";

/** Removes what the search keeps in this browser. The sign-in page has it: every way out of a session ends there. */
export function ForgetOpened() {
  useEffect(forgetOpened, []);
  return null;
}
