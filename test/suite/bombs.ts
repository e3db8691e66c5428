/** Texts that are cheap to write and dear to read; each is refused, or read, in a moment. */
export const bombs: Readonly<Record<string, () => string>> = {
  "600 braces": () => "{".repeat(600),
  "a million brackets": () => "[".repeat(999_999),
  "a million braces": () => "{".repeat(999_999),
  "flow maps as keys of flow maps": () => `${"{".repeat(40)}a${"}: 1".repeat(40)}`,
  "open flow maps with keys": () => "{a: ".repeat(200_000),
  "closed nesting, again and again": () => `[${`${"[".repeat(45)}${"]".repeat(45)},`.repeat(500)}]`,
  "brackets inside a suite": () => `name: a\ndataset: ${"[".repeat(100_000)}\n`,
  "- - - -": () => "- ".repeat(400_000),
  "? ? ? ?": () => "? ".repeat(400_000),
  ": : : :": () => ": ".repeat(400_000),
  "- ? : mixed": () => "- ? : ".repeat(150_000),
  "a: b: c: d:": () => "a: ".repeat(300_000),
  "a step deeper on each line": () => Array.from({ length: 1300 }, (_, i) => `${" ".repeat(i)}a:\n`).join(""),
  "a list deeper on each line": () => Array.from({ length: 1300 }, (_, i) => `${" ".repeat(i)}-\n`).join(""),
  "tabs between indicators": () => "-\t".repeat(400_000),
  "aliases of aliases": () => nestedAliases("a", 9),
  "aliases of aliases of maps": () => nestedAliases("{x: 1, y: 2}", 9),
  "two aliases a level, ten levels": () =>
    `x0: &x0 [${"1, ".repeat(11_000)}]\n${Array.from({ length: 10 }, (_, i) => `x${i + 1}: &x${i + 1} [*x${i}, *x${i}]\n`).join("")}`,
  "100,000 uses of an alias": () => `a: &a 1\nb: [${"*a,".repeat(100_000)}]`,
  "an alias to itself": () => "a: &a [*a, *a]",
  "aliases to nothing": () => `a: [${"*x, ".repeat(15)}]`,
  anchors: () => Array.from({ length: 7000 }, (_, i) => `- &a${i} x`).join("\n"),
  "anchors on one node": () => "&a ".repeat(300_000),
  "tags on one node": () => "!!str ".repeat(160_000),
  "a long key": () => `${"k".repeat(900_000)}: 1`,
  "a long key in quotes": () => `"${"k".repeat(900_000)}": 1`,
  "a long key of a data set": () => `name: a\ndataset: {${"k".repeat(900_000)}: 1}`,
  "too many keys": () => Array.from({ length: 90_000 }, (_, i) => `k${i}: 1`).join("\n"),
  "unknown keys": () => Array.from({ length: 7000 }, (_, i) => `datase${i}: 1`).join("\n"),
  "the same key again and again": () => "a: 1\n".repeat(7000),
  "flow keys without values": () => `{${Array.from({ length: 12_000 }, (_, i) => `k${i}`).join(",")}}`,
  "a crowd of attributes": () =>
    `protected: [${Array.from({ length: 12_000 }, (_, i) => `attribute${i}`).join(",")}]\nintersections: {max_order: 4}`,
  "gates on attributes that are not there": () =>
    `protected: [${Array.from({ length: 3000 }, (_, i) => `attribut${i}`).join(",")}]\ngates:\n${Array.from({ length: 1800 }, (_, i) => `- {attribute: attribtu${i}, metric: selektion${i}}\n`).join("")}`,
  "wrong conditions": () => `dataset: {where: {all: [${"{colum: a},".repeat(5000)}]}}`,
  "45 nested conditions": () => `dataset: {where: ${"{all: [".repeat(22)}{column: a}${"]}".repeat(22)}}`,
  commas: () => `[${",".repeat(900_000)}]`,
  "closing brackets": () => "}\n".repeat(450_000),
  documents: () => "---\n".repeat(240_000),
  directives: () => "%TAG ! x\n".repeat(100_000),
  comments: () => "#\n".repeat(480_000),
  "line breaks": () => "\n".repeat(999_999),
  blanks: () => `a: ${" ".repeat(990_000)}`,
  "an open quote": () => `"${"a\n".repeat(480_000)}`,
  escapes: () => `name: "${"\\u0041".repeat(160_000)}"`,
  "a block text": () => `name: |\n${" x\n".repeat(320_000)}`,
  "folded lines": () => `name: >\n${" x\n\n".repeat(240_000)}`,
  "numbers of many digits": () => `a: ${"9".repeat(900_000)}`,
  "a merge key": () => `a: &a {${"x: 1, ".repeat(10)}}\nb: {<<: *a, <<: *a}`,
  "a NUL": () => `name: a\0b`,
  "control characters": () => "\u001f".repeat(900_000),
  "byte order marks": () => "\ufeff".repeat(300_000),
};

function nestedAliases(leaf: string, levels: number): string {
  const lines = [`a0: &a0 ${leaf}`];
  for (let i = 1; i <= levels; i++) lines.push(`a${i}: &a${i} [${`*a${i - 1}, `.repeat(9)}]`);
  return lines.join("\n");
}
