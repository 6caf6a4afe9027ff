import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { OfflineGuard } from "./offline-guard";

const setOnline = (isOnline: boolean) => {
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(isOnline);
  act(() => void window.dispatchEvent(new Event(isOnline ? "online" : "offline")));
};

function setUp() {
  const followed = vi.fn((event: { preventDefault: () => void }) => event.preventDefault());
  render(
    <>
      {/* oxlint-disable-next-line next/no-html-link-for-pages -- any link of the page */}
      <a href="/events" onClick={followed}>
        Events
      </a>
      <OfflineGuard />
    </>,
  );
  return { followed, link: screen.getByRole("link", { name: "Events" }) };
}

beforeEach(() => {
  vi.stubGlobal("fetch", () =>
    navigator.onLine ? Promise.resolve(Response.json({ ok: true })) : Promise.reject(new Error()),
  );
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it("leaves links alone while there is a connection", async () => {
  const { followed, link } = setUp();
  await userEvent.click(link);
  expect(followed).toHaveBeenCalledOnce();
});

it("keeps the page without a connection, says so, and follows the link when it is back", async () => {
  const { followed, link } = setUp();
  setOnline(false);
  expect(screen.getByText(/^You are offline/)).toBeVisible();
  await userEvent.click(link);
  expect(followed).not.toHaveBeenCalled();
  expect(screen.getByText(/“Events” opens when the connection is back/)).toBeVisible();
  setOnline(true);
  await expect.poll(() => followed.mock.calls.length).toBe(1);
  await expect.poll(() => screen.queryByText(/offline/)).toBeNull();
});

it("stays when the person wants to stay", async () => {
  const { followed, link } = setUp();
  setOnline(false);
  await userEvent.click(link);
  await userEvent.click(screen.getByRole("button", { name: "Stay here" }));
  setOnline(true);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(followed).not.toHaveBeenCalled();
});
