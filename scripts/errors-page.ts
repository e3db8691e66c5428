import { readFileSync } from "node:fs";
import { printedOf, type WrongCase, wrongSections } from "../test/suite/wrong-files.js";
import { markdownTable } from "./marked-section.js";

/** docs/errors.md: each wrong file of test/fixtures/wrong, what is said of it, and the fix. */
export function errorsPage(): string {
  const sections = wrongSections();
  const count = sections.reduce((sum, { cases }) => sum + cases.length, 0);
  return `# Errors

What evenhand says of ${count} faults, and the fix of each. All faults of a file are told at once, each with its line and column, the lines around it,
what was expected and what was found:

<!-- not run: scripts/errors-page.ts takes it from test/fixtures/wrong -->
\`\`\`text
${printed("several").trimEnd()}
\`\`\`

The exit code is 2 where the suite or the command line has to change, 3 where data or model cannot be used, and 5 where they are not what was
locked. Of a data file row and column are told, never what stands in a cell. Below, lines of the files are left out.

${sections.map(({ section, cases }) => `## ${section}\n\n${table(cases)}`).join("\n\n")}
`;
}

const table = (cases: readonly WrongCase[]): string =>
  markdownTable(["fault", "what is printed", "fix"], cases.map(row));

const printed = (file: string): string => readFileSync(printedOf({ file, wrong: "" }), "utf8");

const row = (one: WrongCase): string[] =>
  [
    one.code === undefined ? one.wrong : `${one.wrong} (exit ${one.code})`,
    messagesOf(printed(one.file)).map(code).join("<br>"),
    fixOf(one),
  ].map((cell) => cell.replaceAll("|", "\\|"));

/** Without the file's name and its lines. */
const messagesOf = (text: string): string[] =>
  text
    .trimEnd()
    .split("\n")
    .filter((line) => !/^ *\d* \| |: \d+ problems?, nothing was run$/.test(line) && !/^ {5}\|/.test(line))
    .map((line) => line.trim());

/** As code; what has backticks itself stands between tags, for formatters disagree on the blanks around longer fences. */
const code = (text: string): string =>
  text.includes("`") ? `<code>${text.replace(/[&<>`]/g, (sign) => `&#${sign.charCodeAt(0)};`)}</code>` : `\`${text}\``;

function fixOf({ advice, fixLine, fix }: WrongCase): string {
  if (advice !== undefined) return advice;
  if (fixLine !== undefined) return code(`evenhand ${fixLine}`);
  if (fix === undefined) return "";
  const lines = (part: string): string[] => part.split("\n").map((line) => line.trim());
  const added = lines(fix.by).filter((line) => line !== "" && !lines(fix.replace).includes(line));
  return added.length === 0 ? `leave out ${code(fix.replace.trim())}` : added.map(code).join(", ");
}
