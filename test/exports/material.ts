import type { Material } from "../../src/exports/export.js";
import { exports } from "../../src/exports/index.js";
import type { RunFile } from "../../src/record/run-folder.js";
import type { RunRecord } from "../../src/record/run-record.js";
import { naughtyStrings, reportFixtures } from "../report/fixtures.js";
import { buildRecord, group } from "../report/record-builder.js";

export const recordNamed = (name: string): RunRecord => (reportFixtures[name] as () => RunRecord)();

/** A record with its gates on lines 11, 12 … of a suite file. */
export const materialOf = (record: RunRecord, more: Partial<Material> = {}): Material => ({
  record,
  places: {
    file: "suites/churn.yaml",
    lines: Object.fromEntries(record.gates.map(({ id }, i) => [id, 11 + i])),
  },
  strict: false,
  ...more,
});

export const filesOf = (name: string, material: Material): readonly RunFile[] => {
  const found = exports.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no format ${name}`);
  return found.files(material);
};

/** The one file of a format. */
export const textOf = (name: string, material: Material): string => String(filesOf(name, material)[0]?.content);

/** What terminals, build services, Markdown, spreadsheets and chat mentions act on. */
const acting = [
  "\u001b[31mred\u001b[0m",
  "\u001b]8;;http://evil.test\u0007link\u001b]8;;\u0007",
  "\u009b2J",
  "::error::stolen",
  "\n::add-mask::x",
  "\r\n::set-output name=a::b",
  "##[add-mask]x",
  "##[error]x",
  "##vso[task.setvariable variable=a]b",
  "##teamcity[buildStatus text='x']",
  "section_start:1:x\r\u001b[0Kx",
  "@everyone @team/owners",
  "#1 closes #2",
  "![x](http://evil.test/x.png)",
  "[x](javascript:alert(1))",
  "<img src=x onerror=alert(1)>",
  "<!-- evenhand other -->",
  "http://evil.test www.evil.test a@evil.test",
  "| a | b |",
  "a\\|b",
  "``` x",
  "`a``b`",
  " `",
  "\\",
  "\\\\|",
  "=1+1",
  "+1",
  "-1",
  "@SUM(A1)",
  "\t=1",
  "\r=1",
  "\u0000=1",
  "\uff1d1+1",
  "\uff0b1",
  "\uff0d1",
  "\uff201",
  "'=1",
  "'quoted",
  '"',
  'a"b,c',
  "a,b",
  "1e5",
  "0012",
  "true",
  "NULL",
  "\\u{1b}",
  "\\\\u{5c}",
  "]]>",
  "&amp;",
  "\ufffe\uffff",
  "\ud800",
  '{x="1"} 3',
  "a\nb 5",
  "# HELP x y",
  "%0A%25",
  "a:b,c=d",
  "..",
  "../../etc",
  "a/b",
];

/** At least 200 hostile texts, each once. */
export const hostileTexts = (): string[] => [...new Set([...acting, ...naughtyStrings()])].slice(0, 320);

/** A run whose groups, attributes, models and ids are hostile texts: a failed, an undecided and a broken gate on each attribute. */
export function hostileRun(texts: readonly string[] = hostileTexts()): RunRecord {
  const pairs = texts.flatMap((text, i) => (i % 2 === 0 ? [[text, texts[i + 1] ?? "other"] as const] : []));
  const base = buildRecord({
    attributes: pairs.map(([one, other], i) => ({
      name: `${one}#${i}`,
      groups: [group(one, 500, 200 + (i % 90), 900, 100), group(`${other} `, 500, 300, 900, 120)],
    })),
    metrics: ["true_positive_rate"],
    gates: pairs.map(([one, other], i) => ({
      metric: "true_positive_rate",
      attribute: `${one}#${i}`,
      tolerance: [0.001, 0.1, 0.9][i % 3] ?? 0.1,
      ...(i % 5 === 4 ? { verdict: "error" as const } : {}),
      reason: `judged groups pass; not judged: ${other}`,
      notJudged: [{ group: other, reason: one, n: 3 }],
    })),
    suite: { name: texts[3] ?? "x", purpose: texts[6] ?? "x" },
  });
  return { ...base, models: base.models.map((model) => ({ ...model, kind: texts[8] ?? "x" })) };
}
