import { describe, expect, it } from "vitest";
import { asGiven, type Chart, chart, datum } from "../../src/charts/chart.js";
import { colours } from "../../src/charts/theme.js";
import { draw } from "../../src/report/draw.js";
import { inlineSvg } from "../../src/report/svg.js";

const texts = (rows: readonly (string | number)[]): Chart =>
  chart(300, 100, [
    {
      name: "labels",
      rows: rows.map((text, index) => datum(0, 10 * index, text)),
      mark: { type: "text" },
      encoding: { x: asGiven("c0"), y: asGiven("c1"), text: { field: "c2", type: "nominal" } },
    },
  ]);

const points = (rows: readonly (number | null)[], column = "c0"): Chart => {
  const made = chart(300, 100, [
    {
      name: "points",
      rows: rows.map((x) => ({ [column]: x, c1: 5 }) as never),
      mark: { type: "point", filled: true },
      encoding: { x: asGiven(column), y: asGiven("c1") },
    },
  ]);
  return made;
};

describe("draw", () => {
  it("keeps what Vega confuses: null as text, names of object parts, numbers as text", async () => {
    const svg = await draw(texts(["null", "undefined", "__proto__", "constructor", "1,234", "NaN", "true"]), "wide");
    expect(Array.from(svg.matchAll(/<text[^>]*>([^<]*)</g), ([, text]) => text)).toEqual([
      "null",
      "undefined",
      "__proto__",
      "constructor",
      "1,234",
      "NaN",
      "true",
    ]);
  });

  it("escapes text, and leaves quotes in it alone", async () => {
    const svg = await draw(texts(["</svg><script>alert(1)</script>", 'a class="x" aria-label="y" b']), "wide");
    expect(svg).not.toContain("<script");
    expect(svg).toContain('a class="x" aria-label="y" b</text>');
  });

  it.each([null, Number.NaN, Number.POSITIVE_INFINITY])(
    "has no chart with a row of %s, which Vega would drop or draw at 0",
    (value) => {
      expect(() => points([1, value, 3])).toThrow("has a row with");
    },
  );

  it("fails where fewer marks were drawn than rows given", async () => {
    const made = points([1, 2, 3]);
    await expect(draw({ ...made, marks: { points: 4 } }, "wide")).rejects.toThrow("drew 3 of 4 marks");
    await expect(draw({ ...made, marks: { other: 1 } }, "wide")).rejects.toThrow("drew 0 of 1 marks");
  });

  it("has no chart with a dotted column, which Vega reads as a path into an object", () => {
    expect(() => points([1, 2], "customer.age")).toThrow("not c0, c1");
  });

  it("keeps colours as variables of the page, and says nothing to screen readers", async () => {
    const svg = await draw(texts(["a", "b"]), "narrow");
    expect(colours.ink).toMatch(/^var\(--ink,#/);
    expect(svg).toContain('"var(--ink)"');
    expect(svg).toMatch(/^<svg class="narrow" aria-hidden="true"/);
    expect(svg).not.toMatch(/aria-label|role=|xmlns|font-family/);
  });

  it("gives the same bytes twice", async () => {
    expect(await draw(texts(["a", "b"]), "wide")).toBe(await draw(texts(["a", "b"]), "wide"));
  });
});

describe("inlineSvg", () => {
  it("moves what all marks share to their group, and only that", () => {
    const { svg, marks } = inlineSvg(
      '<svg width="9" height="9" viewBox="0 0 9 9"><g class="mark-text role-mark labels_marks"><text fill="red" opacity="0.5" x2="0">a</text><text fill="red" font-size="13px">b</text></g></svg>',
      "wide",
    );
    expect(svg).toBe(
      '<svg class="wide" aria-hidden="true" focusable="false" width="9" height="9" viewBox="0 0 9 9"><g fill="red"><text opacity="0.5">a</text><text font-size="13px">b</text></g></svg>',
    );
    expect(marks.get("labels")).toBe(2);
  });

  it("moves what most marks say to their group, and leaves the others their own", () => {
    const marks = ["red", "red", "blue"].map((fill) => `<text fill="${fill}">a</text>`).join("");
    const { svg } = inlineSvg(
      `<svg width="9" height="9" viewBox="0 0 9 9"><g class="m_marks">${marks}</g></svg>`,
      "wide",
    );
    expect(svg).toContain('<g fill="red"><text>a</text><text>a</text><text fill="blue">a</text></g>');
  });

  it("says where a mark is in few letters, and the same place", () => {
    const given =
      '<text transform="translate(12,-3.5)">a</text><text transform="translate(1,2) rotate(90)">b</text>' +
      '<line transform="translate(1,2)" x2="30" y2="0"/><line transform="translate(1,2)" x2="0" y2="4"/>' +
      '<line transform="translate(1,2)" x2="-3.14159" y2="4"/><line transform="translate(1,2)" x2="0" y2="0"/>' +
      '<path transform="translate(7,8)" d="M4.47,0A4.47,4.47,0,1,1,-4.47,0A4.47,4.47,0,1,1,4.47,0" fill="var(--ink,#17212b)"/>' +
      '<path transform="translate(7,8)" d="M-5,-5h10v10h-10Z"/>';
    const { svg } = inlineSvg(
      `<svg width="9" height="9" viewBox="0 0 9 9"><g class="m_marks">${given}</g></svg>`,
      "wide",
    );
    expect(svg).toContain(
      '<text x="12" y="-3.5">a</text><text transform="translate(1,2) rotate(90)">b</text>' +
        '<path d="M1,2h30"/><path d="M1,2v4"/><path d="M1,2l-3.14,4"/><path d="M1,2h0"/>' +
        '<circle cx="7" cy="8" r="4.47" fill="var(--ink)"/>' +
        '<path transform="translate(7,8)" d="M-5,-5h10v10h-10Z"/>',
    );
  });

  it("refuses what is not well formed", () => {
    expect(() => inlineSvg("<svg><g></svg></g>", "wide")).toThrow("does not close");
    expect(() => inlineSvg("text", "wide")).toThrow("single root");
  });
});
