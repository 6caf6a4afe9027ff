import { act } from "@testing-library/react";
import { lazy, useState } from "react";
import { hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, describe, expect, it, vi } from "vitest";

import { LatePart } from "./late-part";

afterEach(() => document.body.replaceChildren());

function Counter({ onPress }: { readonly onPress: () => void }) {
  const [pressed, setPressed] = useState(0);
  return (
    <>
      <button
        onClick={() => {
          setPressed(pressed + 1);
          onPress();
        }}
      >
        Pressed {pressed}
      </button>
      <a href="#there">Elsewhere</a>
    </>
  );
}

/** A page as the server sends it, and the function that brings the script of its late part. */
async function serverDrawn(onPress: () => void) {
  let arrive = () => {};
  const script = new Promise<{ default: typeof Counter }>((resolve) => {
    arrive = () => resolve({ default: Counter });
  });
  const Late = lazy(() => script);
  const root = document.createElement("div");
  root.innerHTML = renderToString(
    <LatePart>
      <Counter onPress={onPress} />
    </LatePart>,
  );
  document.body.append(root);
  await act(async () => {
    hydrateRoot(
      root,
      <LatePart>
        <Late onPress={onPress} />
      </LatePart>,
    );
  });
  return { arrive: () => act(async () => arrive()), root };
}
const buttonIn = (root: HTMLElement) => root.querySelector("button") ?? document.body;

describe("a part whose script comes late", () => {
  it("does what was clicked before, once", async () => {
    const onPress = vi.fn();
    const { arrive, root } = await serverDrawn(onPress);
    act(() => buttonIn(root).click());
    act(() => buttonIn(root).click());
    expect(onPress).not.toHaveBeenCalled();
    await arrive();
    expect(onPress).toHaveBeenCalledTimes(1);
    expect(root).toHaveTextContent("Pressed 1");
  });

  it("does nothing by itself, and takes clicks as ever once it is there", async () => {
    const onPress = vi.fn();
    const { arrive, root } = await serverDrawn(onPress);
    await arrive();
    expect(onPress).not.toHaveBeenCalled();
    act(() => buttonIn(root).click());
    expect(onPress).toHaveBeenCalledTimes(1);
  });

  it("leaves links to the browser", async () => {
    const { root } = await serverDrawn(() => {});
    const click = new MouseEvent("click", { bubbles: true, cancelable: true });
    root.querySelector("a")?.dispatchEvent(click);
    expect(click.defaultPrevented).toBe(false);
  });
});
