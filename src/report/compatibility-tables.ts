import type { CompatibilityRow } from "../record/run-record.js";
import type { Context } from "./context.js";
import { attributeHead, groupName, inEnglish } from "./names.js";
import { code, named, type Rich, words } from "./rich-text.js";
import { reasonText } from "./sentences.js";
import { row, type Table, table } from "./table.js";

/** Rows of the table; more are in run.json. */
const mostRows = 400;

/** Figures of other libraries, where the suite asks for them: their values, then what each of them is. */
export function compatibilityTables(context: Context): Table[] {
  const { compatibility, compatibility_figures: figures } = context.record;
  if (compatibility === undefined || figures === undefined) return [];
  const values = compatibility
    .slice(0, mostRows)
    .map((one) => row(code(one.figure), aboutOf(context, one), amountOf(context, one), reasonOf(context, one)));
  const meanings = figures.map((figure) =>
    row(
      code(figure.name),
      named(`${figure.library} ${figure.version}`),
      inEnglish(context, code(figure.formula)),
      inEnglish(context, named(figure.convention)),
      figure.ours === null ? null : code(figure.ours),
    ),
  );
  const heads = (keys: readonly string[]) => keys.map((key) => context.t(`compatibility.${key}`));
  return [
    table(
      context.t("compatibility.values"),
      heads(["figure", "about", "value", "reason"]),
      [2],
      [{ head: [], rows: values }],
    ),
    table(
      context.t("compatibility.meanings"),
      heads(["figure", "library", "formula", "convention", "ours"]),
      [],
      [{ head: [], rows: meanings }],
      "formulas",
    ),
  ];
}

/** How many rows of the record the table leaves out. */
export const compatibilityCut = ({ record }: Context): number =>
  Math.max(0, (record.compatibility?.length ?? 0) - mostRows);

function aboutOf(context: Context, { model, attribute, group, stratum }: CompatibilityRow): Rich {
  const parts = [
    ...(context.record.models.length > 1 ? [code(model)] : []),
    attribute === null ? context.t("group.everybody") : attributeHead(context, attribute),
    ...(attribute === null || group === null ? [] : [groupName(context, attribute, group)]),
    ...(stratum === null ? [] : [context.t("numbers.stratum", { stratum: named(stratum) })]),
  ];
  return parts.flatMap((part, index) => [...(index > 0 ? words(" · ") : []), ...part]);
}

const amountOf = (context: Context, { value }: CompatibilityRow): Rich | null =>
  value === null ? null : words(context.numbers.decimal(value, 4).text);

const reasonOf = (context: Context, { reason, attribute }: CompatibilityRow): Rich | null =>
  reason === null ? null : reasonText(context, reason, attribute);
