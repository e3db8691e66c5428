import { counted } from "../core/counted.js";
import { speaksOf } from "./name-words.js";
import type { LeftOut, NamedColumn, Pick } from "./proposal.js";
import { kindOf } from "./propose-attributes.js";
import { consentNames, identifyingNames, idNames, personNames, timeNames } from "./role-words.js";

/** Columns that name rows or people, say when, or must not be shown at all. */
export interface Keys {
  readonly id: Pick | null;
  readonly unit: Pick | null;
  readonly time: Pick | null;
  readonly consent: Pick | null;
  readonly leftOut: readonly LeftOut[];
}

/** What is called after people and has no more values than this tells kinds of them. */
const mostGroups = 20;
/** From this share of the rows on, a column of texts with a value of its own for each says nothing of groups. */
const nearlyAll = 0.5;
/** A text is free text where most of its values have three words or more, or one is longer than this. */
const [mostlyWordy, longText] = [0.5, 300] as const;

export function proposeKeys(columns: readonly NamedColumn[], rows: number): Keys {
  const ids = columns.filter((column) => isId(column));
  const people = ids.filter(({ words }) => speaksOf(words, personNames));
  const id = ids.find((column) => isUnique(column, rows)) ?? null;
  const unit = people.find((column) => column !== id && column.distinct < rows && column.distinct > 1) ?? null;
  return {
    id: id === null ? null : { column: id, reason: "another value in every row" },
    unit: unit === null ? null : { column: unit, reason: unitReason(unit, rows) },
    time: timeOf(columns, rows),
    consent: consentOf(columns),
    leftOut: columns.flatMap((column): LeftOut[] => {
      const why = whyLeftOut(column, rows, ids.includes(column));
      return why === null || column === id || column === unit ? [] : [{ column, why }];
    }),
  };
}

const isUnique = ({ distinct, known }: NamedColumn, rows: number): boolean => distinct === rows && known === rows;

/** Called an id, or after a person alone (customer, kunde), with more values than groups have. */
function isId({ words, content, values, distinct, wordy }: NamedColumn): boolean {
  if ((content !== "text" && content !== "integer") || distinct < 3 || wordy > mostlyWordy) return false;
  const isPerson = speaksOf(words, personNames);
  if (words.length === 1 && isPerson && distinct > mostGroups) return true;
  return speaksOf(words, idNames) && (isPerson || words.length === 1 || words.at(-1) === "id" || values === null);
}

function unitReason({ distinct, known }: NamedColumn, rows: number): string {
  const lost = rows - known;
  const without = lost === 0 ? "" : `; ${counted(lost)} rows without one are left out`;
  return `${counted(distinct)} different in ${counted(rows)} rows: rows of one are not independent${without}`;
}

function timeOf(columns: readonly NamedColumn[], rows: number): Pick | null {
  const times = columns.filter(({ content, known }) => content === "time" && known === rows);
  const named = times.find(({ words }) => speaksOf(words, timeNames)) ?? times[0];
  return named === undefined ? null : { column: named, reason: "a date or time in every row" };
}

function consentOf(columns: readonly NamedColumn[]): Pick | null {
  const found = columns.find(({ words, content }) => content === "boolean" && speaksOf(words, consentNames));
  return found === undefined ? null : { column: found, reason: "rows without consent are left out, and counted" };
}

function whyLeftOut(column: NamedColumn, rows: number, isId: boolean): string | null {
  const { content, words, wordy, longest, distinct, known } = column;
  if (content === "none") return "holds no value";
  if (content === "nested") return "holds lists or structures";
  const isOwn = distinct >= nearlyAll * known && distinct > 20;
  if (column.personal > mostlyWordy || (isOwn && content === "text" && speaksOf(words, identifyingNames)))
    return "names people";
  if (content === "text" && (longest > longText || (wordy > mostlyWordy && isOwn))) return "free text";
  if (kindOf(column) !== null) return null;
  if (content === "text" && wordy > mostlyWordy && column.values === null) return "texts of many different values";
  if (isId || (content === "text" && isOwn) || (content === "integer" && distinct === rows && rows > 20))
    return "a value of its own in nearly every row, as an id has";
  return distinct < 2 ? "one value only" : null;
}
