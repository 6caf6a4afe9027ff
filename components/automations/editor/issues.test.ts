import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { focusSoon } from "./issues";

const addField = (id: string) => {
  const field = document.createElement("input");
  field.id = id;
  document.body.append(field);
  return field;
};

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
});

describe("the focus of a control that is about to appear", () => {
  it("waits until the part of the page that has it is loaded", async () => {
    focusSoon("at:steps[0].forEach");
    await vi.advanceTimersByTimeAsync(5000);
    const field = addField("at:steps[0].forEach");
    await vi.advanceTimersByTimeAsync(0);
    expect(document.activeElement).toBe(field);
  });

  it("stays where the person has moved it meanwhile", async () => {
    focusSoon("at:steps[0].forEach");
    await vi.advanceTimersByTimeAsync(5000);
    const name = addField("name");
    name.focus();
    addField("at:steps[0].forEach");
    await vi.advanceTimersByTimeAsync(0);
    expect(document.activeElement).toBe(name);
  });

  it("is given up after half a minute", async () => {
    focusSoon("at:steps[0].forEach");
    await vi.advanceTimersByTimeAsync(31_000);
    addField("at:steps[0].forEach");
    await vi.advanceTimersByTimeAsync(0);
    expect(document.activeElement).toBe(document.body);
  });
});
