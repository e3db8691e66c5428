import type { Content, LiveFigure, LiveShape } from "../content.js";
import { liveSvg } from "./live-svg.js";
import { element, say } from "./say.js";
import { tipBox } from "./tip-box.js";

type Size = "wide" | "narrow";
const sizes: readonly Size[] = ["wide", "narrow"];

/** Draws what comes into view: of the two widths only the one that is shown has a place on the screen. */
const inView = new Map<Element, () => void>();
const watch = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      const wake = isIntersecting ? inView.get(target) : undefined;
      if (wake === undefined) continue;
      inView.delete(target);
      watch.unobserve(target);
      wake();
    }
  },
  { rootMargin: "300px" },
);

/** Makes a figure answer to the pointer and to the keyboard. Its drawing stays until the live one is ready. */
export function enliven(figure: HTMLElement, live: LiveFigure, { words, shapes }: Content): void {
  const drawing = figure.querySelector<HTMLElement>(".drawing");
  if (drawing === null) return;
  drawing.classList.add("live");
  const box = tipBox(drawing);
  const sizeShown = (): Size => (matchMedia("(max-width: 900px)").matches ? "narrow" : "wide");
  const show = (row: number, x: number | null, foot: string): void => {
    const { spots, height } = live[sizeShown()];
    const [tip, spot] = [live.tips[row], spots[row]];
    if (tip === undefined || spot === undefined) return;
    box.show(tip, { top: spot[0] / height, bottom: spot[1] / height }, { x, foot });
  };
  const point = (row: number | null, event: Event): void => {
    if (row === null) {
      box.leave();
      return;
    }
    show(row, event instanceof MouseEvent ? event.clientX - drawing.getBoundingClientRect().left + 12 : null, "");
  };
  for (const size of sizes) {
    const still = drawing.querySelector(`svg.${size}`) ?? placeholder(drawing, size, live);
    const shape = shapes[live[size].shape] as LiveShape;
    inView.set(still, () => void liveSvg(live[size], shape, size, point).then((svg) => still.replaceWith(svg)));
    watch.observe(still);
  }
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") box.hide();
  });
  drawing.after(stepper(figure, live, words, { show, hide: box.hide }));
}

/** A place of the right size for a drawing that is made only now. */
function placeholder(drawing: HTMLElement, size: Size, live: LiveFigure): SVGElement {
  const { width, height } = live[size];
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, value] of Object.entries({ class: size, width, height, viewBox: `0 0 ${width} ${height}` }))
    svg.setAttribute(name, String(value));
  svg.setAttribute("aria-hidden", "true");
  drawing.append(svg);
  return svg;
}

/** A control that goes through the rows: the arrow keys move, and who hears the page hears each row. */
function stepper(
  figure: HTMLElement,
  { tips }: LiveFigure,
  words: Content["words"],
  box: { show: (row: number, x: number | null, foot: string) => void; hide: () => void },
): HTMLInputElement {
  const step = element("input", "step unseen");
  step.type = "range";
  step.min = "1";
  step.max = String(tips.length);
  step.value = "1";
  step.setAttribute("aria-label", say(words.step, { figure: labelOf(figure) }));
  const show = (): void => {
    const row = Number(step.value) - 1;
    box.show(row, null, say(words.at, { n: row + 1, all: tips.length }));
  };
  const told = (): void => {
    const tip = tips[Number(step.value) - 1];
    const facts = tip?.facts.map(([label, value]) => `${label}: ${value}`) ?? [];
    step.setAttribute("aria-valuetext", [tip?.name ?? "", ...facts].join("; "));
  };
  told();
  step.addEventListener("focus", show);
  step.addEventListener("blur", box.hide);
  step.addEventListener("input", () => {
    told();
    show();
  });
  // Down goes down the page; left alone, it would lower the value.
  step.addEventListener("keydown", (event) => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    step.value = String(Number(step.value) + by);
    told();
    show();
  });
  return step;
}

const labelOf = (figure: HTMLElement): string => figure.querySelector(".kicker")?.textContent ?? "";
