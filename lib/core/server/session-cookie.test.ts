import { expect, it } from "vitest";

import { capLifetime, failuresCookie, ownCookie, sessionCookie } from "./session-cookie";

const THIRTY_DAYS = 2_592_000;

it("keeps the session from scripts, and binds it to its host where https allows that", () => {
  expect(sessionCookie("https://dashboard.example.com")).toEqual({
    name: "__Host-dashboard-session",
    httpOnly: true,
    secure: true,
    sameSite: "lax",
    path: "/",
    maxAge: THIRTY_DAYS,
  });
  expect(sessionCookie("http://localhost:3000")).toMatchObject({
    name: "dashboard-session",
    httpOnly: true,
    secure: false,
  });
});

it("ends a session after 30 days, whatever the library asks for", () => {
  expect(capLifetime({ maxAge: 400 * 86_400, path: "/" })).toEqual({
    maxAge: THIRTY_DAYS,
    path: "/",
  });
  expect(capLifetime({ maxAge: 60 })).toEqual({ maxAge: 60 });
});

it("leaves a cookie removed that is being removed", () => {
  expect(capLifetime({ maxAge: 0 })).toEqual({ maxAge: 0 });
  const whole: { path: string; maxAge?: number } = { path: "/" };
  expect(capLifetime(whole)).toEqual({ path: "/" });
});

it("keeps the app's other cookies from scripts, too", () => {
  expect(ownCookie("https://dashboard.example.com", 60)).toEqual({
    httpOnly: true,
    secure: true,
    sameSite: "lax",
    path: "/",
    maxAge: 60,
  });
  expect(ownCookie("http://localhost:3000", 60).secure).toBe(false);
  expect(ownCookie("http://https:3000", 60).secure).toBe(false);
  expect(failuresCookie("w1")).not.toBe(failuresCookie("w2"));
});
