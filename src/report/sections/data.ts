import { type MissingnessRow, missingness } from "../../charts/index.js";
import { unknownGroup } from "../../core/groups.js";
import type { AttributeRow, PopulationRow, RunRecord } from "../../record/run-record.js";
import { unknownPeople } from "../checks.js";
import type { Context } from "../context.js";
import type { Sketch } from "../figure.js";
import { attributeHead, attributeName, groupName, groupPhrase, hasLongNames, people } from "../names.js";
import { periodText } from "../period-text.js";
import { capitalised, code, named, plain, type Rich } from "../rich-text.js";
import { counted, reasonText } from "../sentences.js";
import { empty, type Row, row, type Table, table } from "../table.js";
import { worstCases } from "../worst-cases.js";
import { dataNotes, type Fact, noteFact } from "./scope.js";
import type { Material, SectionMaker } from "./section.js";

const sizeOf = (row: PopulationRow): number | null => row.units ?? row.n;

/** Of two classes, which one counts as positive; several classes and numbers have none. */
function labelText(context: Context, { label, positive }: RunRecord["suite"]): Rich {
  if (label === null) return context.t("card.no_label");
  const column = { label: code(label) };
  if (positive === null) return context.t("card.label_column", column);
  return context.t("card.label_text", { ...column, positive: code(positive) });
}

/** Legal basis, category and retention of one attribute, and the group that others are compared with. */
function attributeFact(context: Context, attribute: AttributeRow): Fact {
  const parts = [
    context.t(attribute.origin === null ? "origin.not_stated" : `origin.${attribute.origin}`),
    attribute.basis === null ? context.t("card.no_basis") : context.t("card.basis", { basis: named(attribute.basis) }),
    ...(attribute.category === null
      ? []
      : [
          context.t("card.category", {
            category: context.has(`category.${attribute.category}`)
              ? context.t(`category.${attribute.category}`)
              : named(attribute.category),
          }),
        ]),
    ...(attribute.retention === null
      ? []
      : [context.t("card.retention", { retention: periodText(context, attribute.retention) })]),
    ...(attribute.reference === null
      ? []
      : [
          context.t(`card.reference.${attribute.reference_by === "named" ? "named" : "largest"}`, {
            group: groupPhrase(context, attribute.name, attribute.reference),
          }),
        ]),
  ];
  return {
    name: capitalised(attributeName(context, attribute.name), context.language),
    value: parts.flatMap((part, index) => (index === 0 ? part : [...context.t("space"), ...part])),
  };
}

function card(context: Context): Fact[] {
  const { data, suite, attributes } = context.record;
  const files = context.list(data.files.slice(0, 4).map(({ name }) => named(name)));
  const more = data.files.length > 4 ? context.t("card.more_files", { files, n: data.files.length - 4 }) : files;
  const fact = (key: string, value: Rich): Fact => ({ name: context.t(`card.${key}`), value });
  return [
    ...(data.files.length === 0 ? [] : [fact("files", more)]),
    ...dataNotes.flatMap((key) => noteFact(context, key) ?? []),
    fact("label", labelText(context, suite)),
    ...(suite.favourable === null
      ? []
      : [fact("favourable", context.t("card.favourable_text", { favourable: code(suite.favourable) }))]),
    fact(
      "counting",
      capitalised(
        context.t(suite.counted ? "card.counted" : suite.unit === null ? "card.rows" : "card.units", {
          unit: code(suite.unit ?? ""),
          people: people(context),
        }),
        context.language,
      ),
    ),
    ...(suite.weight === null ? [] : [fact("weight", context.t("card.weighted", { column: code(suite.weight) }))]),
    ...(suite.strata.length === 0 ? [] : [fact("strata", context.list(suite.strata.map(code)))]),
    fact(
      "consent",
      suite.consent === null
        ? context.t("card.no_consent")
        : context.t("card.consent_text", {
            column: code(suite.consent.column),
            requires: code(suite.consent.requires),
          }),
    ),
    ...attributes.map((attribute) => attributeFact(context, attribute)),
    fact("dpia", assessmentText(context, suite.dpia)),
    fact("pinned", context.t(data.pinned ? "card.is_pinned" : "card.not_pinned")),
  ];
}

function assessmentText({ t, numbers }: Context, dpia: RunRecord["suite"]["dpia"]): Rich {
  if (dpia === undefined) return t("card.no_dpia");
  const { reference, date, first_decision } = dpia;
  return t("card.dpia_text", {
    reference: named(reference),
    date: numbers.date(date),
    first: numbers.date(first_decision),
  });
}

/** From the rows read to the rows kept, one reason a line. */
function exclusions(context: Context): Table | null {
  const { data, exclusions } = context.record;
  if (data.rows_read === null) return null;
  let rest = data.rows_read;
  const start = row(context.t("exclusion.read"), empty, context.t("number", { n: rest }));
  const steps: Row[] = exclusions
    .filter(({ attribute, rows }) => attribute === null && rows !== null)
    .map(({ reason, rows }) => {
      rest -= rows ?? 0;
      const name = context.has(`exclusion.${reason}`) ? context.t(`exclusion.${reason}`) : named(reason);
      return row(name, context.t("number", { n: -(rows ?? 0) }), context.t("number", { n: rest }));
    });
  const heads = [context.t("exclusion.step"), context.t("exclusion.rows"), context.t("exclusion.left")];
  return table(context.t("exclusion.caption"), heads, [1, 2], [{ head: [], rows: [start, ...steps] }]);
}

/** What the table of groups has columns for. */
interface PopulationShape {
  /** People and their rows are counted apart. */
  readonly units: boolean;
  readonly labels: boolean;
}

function populationRow(context: Context, one: PopulationRow, { units, labels }: PopulationShape): Row {
  const name = groupName(context, one.attribute ?? "", one.group ?? "");
  const columns = (units ? 1 : 0) + (labels ? 2 : 0);
  if (one.status === "suppressed")
    return row(name, context.t("cell.not_shown"), ...Array.from({ length: columns }, () => empty));
  const number = (n: number | null) => (n === null ? null : context.t("number", { n: Math.round(n) }));
  const known = one.positives === null || one.negatives === null ? 0 : one.positives + one.negatives;
  const share =
    known === 0
      ? null
      : context.t("amount.percent", { n: context.numbers.decimal((100 * (one.positives ?? 0)) / known, 1) });
  return row(
    name,
    number(sizeOf(one)),
    ...(units ? [number(one.n)] : []),
    ...(labels ? [number(one.positives), share] : []),
  );
}

/** People per group, their rows where they have several and, where there is a label, how many rows are labelled positive. */
function population(context: Context): { table: Table; rows: number } {
  const { record } = context;
  const single = record.population.filter(({ stratum, group }) => stratum === null && group !== null);
  const shape = {
    units: single.some(({ units }) => units !== null),
    labels: single.some(({ positives }) => positives !== null),
  };
  const blocks = record.attributes.map(({ name }) => ({
    head: attributeHead(context, name),
    rows: single.filter(({ attribute }) => attribute === name).map((one) => populationRow(context, one, shape)),
  }));
  const heads = [
    context.t("cell.group"),
    capitalised(people(context), context.language),
    ...(shape.units ? [context.t("population.rows")] : []),
    ...(shape.labels
      ? [context.t(shape.units ? "population.positive_rows" : "population.positives"), context.t("population.share")]
      : []),
  ];
  const numeric = heads.map((_, index) => index).slice(1);
  const caption = context.t("population.caption", { people: people(context) });
  return {
    table: table(caption, heads, numeric, blocks),
    rows: blocks.reduce((sum, { rows }) => sum + rows.length, 0),
  };
}

interface Unknowns {
  readonly head: Rich;
  readonly share: number | null;
  readonly text: Rich;
  /** The same in a sentence. */
  readonly item: Rich;
}

/** How many people's group is unknown, by attribute. */
function unknowns(context: Context): Unknowns[] {
  const all = context.find.population(null, null);
  const total = all === undefined ? null : sizeOf(all);
  return context.record.attributes.map(({ name }) => {
    const row = context.find.population(name, unknownGroup);
    const values = { head: attributeHead(context, name), attribute: attributeName(context, name) };
    if (row?.status === "suppressed" || total === null || total === 0) {
      const text =
        row === undefined
          ? context.t("reason.none")
          : context.t("note.not_shown", { reason: reasonText(context, row.reason, name) });
      return { head: values.head, share: null, text, item: context.t("missing.item_hidden", values) };
    }
    const n = unknownPeople(context, name) ?? 0;
    const percent = context.numbers.decimal((100 * n) / total, 1);
    return {
      head: values.head,
      share: n / total,
      text: context.t("missing.text", { n, percent }),
      item: context.t("missing.item", { ...values, n, percent }),
    };
  });
}

function missingSketch(context: Context): Sketch | null {
  const rows = unknowns(context);
  if (rows.length === 0) return null;
  const some = rows.filter(({ share }) => share === null || share > 0);
  const listed = some.slice(0, 4).map(({ item }) => item);
  const takeaway =
    some.length === 0
      ? context.t("missing.takeaway_none")
      : context.t("missing.takeaway", { items: context.list(listed), people: people(context) });
  const drawnRows: MissingnessRow[] = rows.map(({ head, share, text }) => ({
    label: plain(head),
    unknown: share,
    text: plain(text),
  }));
  const tick = (value: number) => context.numbers.percent(value, 0);
  return {
    takeaway,
    key: [
      { sign: "known", text: context.t("key.known") },
      { sign: "missing", text: context.t("key.missing") },
    ],
    summary: [],
    chart: (size) => missingness({ rows: drawnRows, tick }, size),
    table: table(
      context.t("missing.caption"),
      [context.t("cell.attribute"), context.t("missing.unknown")],
      [1],
      [{ head: [], rows: rows.map(({ head, text }) => row(head, text)) }],
    ),
  };
}

function suppression(context: Context): Rich {
  const { record } = context;
  const hidden = record.population.filter(
    ({ status, stratum, group }) => status === "suppressed" && stratum === null && group !== null,
  );
  const k = record.suite.suppress_below ?? 0;
  if (k === 0) return context.t("suppression.off");
  if (hidden.length === 0) return context.t("suppression.none", { k });
  const small = hidden.filter(({ reason }) => reason === null || /^fewer than/.test(reason)).length;
  return context.t("suppression.some", { n: hidden.length, k, small, protecting: hidden.length - small });
}

async function make({ context, checks, figure }: Material) {
  const { data } = context.record;
  const unknown = worstCases(context, checks);
  const missing = missingSketch(context);
  const { table: groups, rows } = population(context);
  const view = {
    lead: context.t("data.lead", {
      read: data.rows_read ?? 0,
      kept: data.rows_kept ?? 0,
      counted: counted(context, data.units ?? data.rows_kept ?? 0),
    }),
    cardTitle: context.t("data.card"),
    card: card(context),
    leftTitle: context.t("data.left_out"),
    exclusions: exclusions(context),
    population: groups,
    folded: rows > 40 ? context.t("population.show", { n: rows }) : [],
    figure: missing === null ? null : await figure(missing),
    unknown: unknown.sentences,
    unknownShow: unknown.table === null ? [] : context.t("worst_case.show"),
    unknownTable: unknown.table,
    suppression: suppression(context),
    longNames: hasLongNames(context) ? context.t("names.long") : [],
  };
  return { template: "data", view };
}

/** How many per group, how many unknown, what was left out, how were labels made? */
export const data: SectionMaker = { number: "3", id: "data", make };
