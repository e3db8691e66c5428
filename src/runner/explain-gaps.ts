import type { Attributions } from "../attributions/attributions.js";
import { type Column, type Rows, sliceRows } from "../attributions/black-box.js";
import { attributionGaps, type GapSettings } from "../attributions/gaps/attribution-gaps.js";
import type { GapInput, PlayerColumn } from "../attributions/gaps/gap-input.js";
import { leastProxyArea } from "../attributions/gaps/proxies.js";
import { permutationImportance } from "../attributions/permutation-importance.js";
import type {
  ExplainedGroup,
  ExplainedOutput,
  ImportanceFinding,
  ModelExplanation,
  ProxyFinding,
} from "../core/explained.js";
import { unknownGroup } from "../core/groups.js";
import { random } from "../core/random.js";
import { isRemoteKind } from "../core/remote-settings.js";
import { type ExplainedModel, type ExplainRequest, explainModel, outputFacts, partsOf } from "./explain-model.js";
import { sampledAttributes } from "./sampled-attributes.js";

/** What drives a model's gaps: its attributions, and what they say about groups. */
export async function explainGaps(request: ExplainRequest): Promise<ModelExplanation> {
  const model = await explainModel(request);
  if ("reason" in model) return model;
  const { explainer, passedOver, task, calls } = model;
  const context = contextOf(request, model);
  const noisy = await noisyOutputs(request, model);
  const untold = untoldGroups(request, context);
  const outputs: ExplainedOutput[] = [];
  let proxies: readonly ProxyFinding[] = [];
  let known: Pick<GapSettings, "proxyEvidence"> = {};
  for (const [at, part] of model.outputs.entries()) {
    const found = attributionGaps(
      { ...context, attributions: part.attributions, noisy: noisy?.[at] ?? null },
      { alpha: 1 - request.workshop.suite.confidence, seed: request.workshop.options.seed, ...known },
    );
    known = { proxyEvidence: found.proxyEvidence };
    const asFeature = <Row extends { readonly player: unknown }>({ player: feature, ...row }: Row) => ({
      ...row,
      feature: feature as Row["player"],
    });
    proxies = found.proxies.map(asFeature);
    outputs.push({
      ...outputFacts(part),
      groups: [...found.attributions.map(asFeature), ...untold],
      gaps: found.gaps.map(asFeature),
    });
  }
  const { rows } = task.explained;
  return {
    facts: {
      method: explainer.name,
      passedOver,
      rows,
      units: context.unit === null ? rows : new Set(context.unit).size,
      background: explainer.background !== "none" ? task.background.rows : null,
      calls,
      features: featuresOf(request, model),
      proxyArea: leastProxyArea,
      proxies,
      importance: await importanceOf(request, model, context),
    },
    outputs,
  };
}

type Context = Omit<GapInput, "attributions" | "noisy">;

function contextOf(request: ExplainRequest, { task, outputs }: ExplainedModel): Context {
  const { sample } = request;
  const { rows } = task.explained;
  const players = outputs[0]!.attributions.players;
  const columns = task.model.columns.map(({ column }) => column);
  const playerOf = (name: string) =>
    task.players.findIndex((player) => player.columns.some((at) => columns[at] === name));
  return {
    attributes: sampledAttributes(request, rows).map(({ column, ...attribute }) => ({
      ...attribute,
      players: [playerOf(column)].filter((player) => player >= 0),
    })),
    unit: sample.unit?.subarray(0, rows) ?? null,
    weight: sample.weight?.subarray(0, rows) ?? null,
    columns: players.flatMap((_, player): PlayerColumn[] =>
      task.players[player]!.columns.map((at) => ({
        player,
        column: columns[at]!,
        values: task.explained.columns[at]! as PlayerColumn["values"],
      })),
    ),
  };
}

/** Groups in the data of which nothing is told, each with a row that says so: no gate passes over them without a word. */
function untoldGroups(
  { workshop: { suite }, measurement: { counts } }: ExplainRequest,
  { attributes }: Context,
): ExplainedGroup[] {
  return suite.attributes.flatMap(({ name, separator }, place) => {
    if (separator !== undefined) return [];
    const told = attributes.find((attribute) => attribute.name === name)?.groups ?? [];
    const known = (counts.cells.levels[place] ?? []).filter((group) => group !== unknownGroup);
    return known.filter((group) => !told.includes(group)).map((group) => untold(name, group));
  });
}

const untold = (attribute: string, group: string): ExplainedGroup => ({
  attribute,
  group,
  feature: null,
  figure: "mean_output",
  status: "suppressed",
  reason: "too few of its people are among those explained, or to protect such a group",
  n: null,
  units: null,
  value: null,
  low: null,
  high: null,
  interval: null,
  basis: null,
});

function featuresOf({ workshop: { suite } }: ExplainRequest, { task, outputs }: ExplainedModel) {
  const columns = task.model.columns.map(({ column }) => column);
  return outputs[0]!.attributions.players.map((name, player) => {
    const own = task.players[player]!.columns.map((at) => columns[at]!);
    return {
      name,
      columns: own,
      attributes: suite.attributes.filter((each) => own.includes(each.column ?? each.name)).map((each) => each.name),
    };
  });
}

/** How far numbers are moved to see whether the attributions stay: uniformly, by this share of their standard deviation. */
const noiseShare = 0.01;

/** Attributions of the same rows with a little noise on their numbers; null where each would cost calls again. */
async function noisyOutputs(
  { workshop, measurement }: ExplainRequest,
  { explainer, task, classNames }: ExplainedModel,
): Promise<Attributions[] | null> {
  if (explainer.leastValues !== null) return null;
  const explained = withNoise(task.explained, workshop.options.seed);
  const found = await explainer.explain({ ...task, explained });
  if ("reason" in found) return null;
  return partsOf(measurement, found.of.outputs, classNames).map(({ attributions }) => attributions);
}

function withNoise({ columns, rows }: Rows, seed: number): Rows {
  return {
    rows,
    columns: columns.map((column, place): Column => {
      if (!(column instanceof Float64Array)) return column;
      const known = column.filter((value) => !Number.isNaN(value));
      const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
      const spread = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length);
      const next = random(seed, `noise ${place}`);
      return column.map((value) => value + (2 * next() - 1) * Math.sqrt(3) * noiseShare * spread);
    }),
  };
}

/** Rows that the cross-check of the ranking asks a model for, over all groups and inputs, and rows that it looks at. */
const crossCheck = { calls: 200_000, rows: 500 } as const;

/** Permutation importance by group, from the answers alone. A model elsewhere is not asked again for a cross-check. */
async function importanceOf(
  request: ExplainRequest,
  model: ExplainedModel,
  context: Context,
): Promise<ImportanceFinding[]> {
  const { workshop, place } = request;
  const labels = labelsOf(request, model);
  if (labels === null || isRemoteKind(workshop.suite.models[place]!.kind)) return [];
  const { blackBox, players, explained } = model.task;
  const rows = Math.min(explained.rows, crossCheck.rows);
  const data = { rows, columns: sliceRows(explained.columns, 0, rows) };
  const { attributes } = context;
  const groups = attributes.reduce((sum, attribute) => sum + attribute.groups.length, 0);
  const calls = Math.max(2 * rows, Math.floor(crossCheck.calls / (players.length * Math.max(1, groups))));
  const loss = workshop.plan.rows.isRegression ? "squared_error" : "log_loss";
  const found: ImportanceFinding[] = [];
  for (const { name, groups: names, code } of attributes) {
    const { groups: byGroup } = await permutationImportance({
      model: blackBox,
      players,
      data,
      labels: labels.subarray(0, rows),
      groups: code.subarray(0, rows),
      loss,
      calls,
      seed: workshop.options.seed,
    });
    for (const [group, { rows: n, importances }] of byGroup.entries()) {
      for (const [at, player] of players.entries()) {
        found.push({
          attribute: name,
          group: names[group]!,
          feature: player.name,
          loss,
          status: importances === null ? "undefined" : "ok",
          reason: importances === null ? "fewer than two rows" : null,
          n,
          value: importances?.[at]?.value ?? null,
          error: importances?.[at]?.error ?? null,
        });
      }
    }
  }
  return found;
}

/** Truth as losses take it: 1 for the class that the score is of, the place of the class among the answers, or the number; null: not known of every row. */
function labelsOf(
  { measurement, sample, workshop }: ExplainRequest,
  { classNames }: ExplainedModel,
): Float64Array | null {
  const { label } = sample;
  if (label === null) return null;
  const { classes, isOfNegative } = measurement;
  const truth = (text: string | null): number => {
    if (workshop.plan.rows.isRegression) return Number(text);
    const place = text === null ? undefined : classes.labelIndex.get(text);
    if (place === undefined) return Number.NaN;
    if (classNames === null) return Number((place === 1) !== isOfNegative);
    const at = classNames.indexOf(classes.names[place]!);
    return at < 0 ? Number.NaN : at;
  };
  const labels = Float64Array.from(label, truth);
  return labels.some(Number.isNaN) ? null : labels;
}
