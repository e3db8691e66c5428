import type { Tip } from "../../../charts/spot.js";
import { element } from "./say.js";

/** Part of a drawing's height that a row takes. */
export interface Row {
  readonly top: number;
  readonly bottom: number;
}

export interface TipBox {
  /** @param x where the box begins, in pixels from the drawing's left; null: at the left */
  show(tip: Tip, row: Row, options: { x: number | null; foot: string }): void;
  hide(): void;
  /** Hides it unless the pointer reaches it in time, as it must be able to. */
  leave(): void;
}

/** How long a pointer may take from a row to the box, in ms. */
const patience = 250;

/** The box of one drawing in which a row says what it is; for eyes only, because the table and the control say the same. */
export function tipBox(drawing: HTMLElement): TipBox {
  const box = element("div", "tip");
  const line = element("div", "here");
  for (const one of [box, line]) {
    one.hidden = true;
    one.setAttribute("aria-hidden", "true");
  }
  let timer = 0;
  const hide = (): void => {
    clearTimeout(timer);
    box.hidden = line.hidden = true;
  };
  const leave = (): void => {
    clearTimeout(timer);
    timer = window.setTimeout(hide, patience);
  };
  box.addEventListener("pointerenter", () => clearTimeout(timer));
  box.addEventListener("pointerleave", leave);
  const show: TipBox["show"] = (tip, row, { x, foot }) => {
    clearTimeout(timer);
    box.replaceChildren(...contentOf(tip, foot));
    if (box.parentElement !== drawing) drawing.append(line, box);
    box.hidden = line.hidden = false;
    place(drawing, { box, line }, row, x);
  };
  return { show, hide, leave };
}

function contentOf({ name, facts }: Tip, foot: string): Node[] {
  const pairs = facts.flatMap(([label, value]) => [element("dt", "", label), element("dd", "", value)]);
  const head = element("p", "", element("bdi", "", name));
  return [head, element("dl", "", ...pairs), ...(foot === "" ? [] : [element("p", "at", foot)])];
}

const pixels = (value: number): string => `${Math.round(value)}px`;

/** Below its row, or above it where it would leave the window; the row gets a line at each side. */
function place(
  drawing: HTMLElement,
  { box, line }: { box: HTMLElement; line: HTMLElement },
  row: Row,
  x: number | null,
): void {
  const svg = Array.from(drawing.children).find(
    (one) => one instanceof SVGElement && one.getBoundingClientRect().height > 0,
  );
  if (svg === undefined) return;
  const [frame, drawn] = [drawing.getBoundingClientRect(), svg.getBoundingClientRect()];
  const top = drawn.top - frame.top + row.top * drawn.height;
  const bottom = drawn.top - frame.top + row.bottom * drawn.height;
  line.style.top = pixels(top);
  line.style.height = pixels(bottom - top);
  line.style.width = pixels(drawn.width);
  const { width, height } = box.getBoundingClientRect();
  const fits = frame.top + bottom + height + 4 <= window.innerHeight;
  box.style.left = pixels(Math.max(0, Math.min(x ?? 0, frame.width - width)));
  box.style.top = pixels(fits || frame.top + top - height < 0 ? bottom + 4 : top - height - 4);
}
