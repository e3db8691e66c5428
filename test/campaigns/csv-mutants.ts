import { chanceOf, mutant } from "./mutants.js";

const rows = (count: number, row: (place: number) => string, header: string, end = "\n"): string =>
  `${[header, ...Array.from({ length: count }, (_, place) => row(place))].join(end)}${end}`;

/** Whole CSV files, each with another thing that readers trip over. */
export const csvOriginals: readonly Buffer[] = [
  rows(40, (i) => `${i},${i % 2 ? "f" : "m"},${i % 3 ? 0 : 1},${i % 2}`, "id,gender,label,prediction"),
  rows(20, (i) => `"${i}","f ""${i}""",1,"a\nb"`, "id,gender,label,prediction"),
  rows(20, (i) => `${i};f;1,5;"x;y"`, '"id";gender;label;"pre;diction"'),
  rows(20, (i) => `${i}\tæøå\t1\t`, "id\tgender\tlabel\tprediction"),
  rows(20, (i) => `${i},"line\nbreak",1,0`, "id,gender,label,prediction", "\r\n"),
  rows(20, (i) => `${i}|f|1|0`, "\ufeffid|gender|label|prediction"),
  rows(30, (i) => String(i), "label"),
  rows(15, (i) => `${i},"f\r\n${i}",1,0`, '"id\nof row",gender,label,prediction'),
  rows(10, (i) => `${i},👩‍👩‍👧,,""`, "id,gender,label,prediction", "\r"),
  `${rows(12, (i) => `${i},f,1,0`, "id,gender,label,prediction").trimEnd()}\n\n\n`,
  rows(9, (i) => `${i},${"long ".repeat(200)},1,0`, "id,gender,label,prediction"),
].map((text) => Buffer.from(text));

const pieces = ['"', '""', ",", ";", "\t", "|", "\n", "\r", "\r\n", "\n\n", "\0", "\ufeff", "#", "'", "\\", '\\"', " "];

/** What people and programs do to CSV: a character put in, taken away or exchanged, lines lost, doubled or moved, other line ends. */
function edited(text: string, pick: (most: number) => number): string {
  const at = pick(text.length + 1);
  const piece = pieces[pick(pieces.length)]!;
  const lines = text.split("\n");
  const line = pick(lines.length);
  switch (pick(8)) {
    case 0:
      return text.slice(0, at) + piece + text.slice(at);
    case 1:
      return text.slice(0, at) + piece + text.slice(at + 1);
    case 2:
      return text.slice(0, at) + text.slice(at + 1 + pick(3));
    case 3:
      return lines.toSpliced(line, 1).join("\n");
    case 4:
      return lines.toSpliced(line, 0, lines[pick(lines.length)]!).join("\n");
    case 5:
      return text.replaceAll("\n", ["\r\n", "\r", "\n\n"][pick(3)]!);
    case 6:
      return text.slice(0, at) + text.slice(at).replace(/[",;\t|\r\n]/, piece);
    default:
      return text.slice(0, at);
  }
}

/** A damaged copy of one of the files: its characters edited as people do, or its bytes as bad disks do. */
export function csvMutant(originals: readonly Buffer[], place: number, random: () => number): Buffer {
  const pick = chanceOf(random);
  const original = originals[place]!;
  if (pick(4) === 0) return mutant(original, originals[pick(originals.length)]!, random);
  let text = original.toString("utf8");
  for (let edits = pick(3); edits >= 0; edits--) text = edited(text, pick);
  return Buffer.from(text);
}
