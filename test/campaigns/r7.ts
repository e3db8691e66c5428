// The same suite on other numbers of threads, in other time zones and locales, and with its rows in another order:
// tsx test/campaigns/r7.ts [--variants 48] [--orders 3] [--suites 4] [--seed 1] (needs dist)
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { DuckDBInstance } from "@duckdb/node-api";
import { projectRoot } from "../fixtures-path.js";
import { command, inFolder, twoAtATime } from "./command.js";

/** One for each hour of the day and more: half hours, summer time north and south, a day that was left out. */
const zones = [
  ["UTC", "Europe/Oslo", "Europe/Copenhagen", "Atlantic/Azores", "Atlantic/South_Georgia", "America/Sao_Paulo"],
  ["America/St_Johns", "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"],
  ["America/Anchorage", "Pacific/Honolulu", "Pacific/Pago_Pago", "Pacific/Apia", "Pacific/Kiritimati"],
  ["Pacific/Chatham", "Australia/Lord_Howe", "Asia/Tokyo", "Asia/Kathmandu", "Asia/Kolkata", "Asia/Tehran"],
  ["Europe/Istanbul", "Africa/Casablanca"],
].flat();

/** Decimal commas, an alphabet with other capitals (i and İ), and none at all. */
const locales = ["da_DK.UTF-8", "tr_TR.UTF-8", "C"];
const threads = [1, 2, 8];

/** What a campaign found. */
export interface Found {
  readonly variants: number;
  readonly orders: number;
  readonly broken: readonly string[];
}

/** What a run writes that must not change. */
type Artifacts = Readonly<Record<string, string>>;

interface Variant {
  readonly threads: number;
  readonly zone: string;
  readonly locale: string;
}

/** Every zone once; the others turn at paces of their own, so that they meet in many combinations. */
const variantAt = (i: number): Variant => ({
  threads: threads[i % threads.length]!,
  zone: zones[i % zones.length]!,
  locale: locales[Math.floor(i / threads.length) % locales.length]!,
});

/** Copies what the shipped suites name, without their locks: rows in another order are another file. */
function prepare(folder: string): string[] {
  for (const name of ["suites", "models", "datasets"])
    cpSync(path.join(projectRoot, name), path.join(folder, name), { recursive: true });
  const names = readdirSync(path.join(folder, "suites")).filter((name) => name.endsWith(".yaml"));
  for (const name of names) {
    const file = path.join(folder, "suites", name);
    writeFileSync(file, readFileSync(file, "utf8").replace(/^ *lock:.*\n/m, ""));
  }
  return names;
}

/** Runs a suite and gives its record and its pages. */
async function artifacts(folder: string, suite: string, { threads, zone, locale }: Variant): Promise<Artifacts> {
  const out = path.join(folder, "out", `${suite}-${threads}-${zone.replace("/", "-")}-${locale}`);
  const env = { TZ: zone, LANG: locale, LC_ALL: locale };
  const args = ["run", `suites/${suite}`, "--quiet", "--threads", String(threads), "--out", out];
  const { code, signal, stderr } = await command(args, { cwd: folder, env });
  if (!existsSync(out)) return { [`what it said (exit ${code ?? signal})`]: stderr };
  const names = readdirSync(out).filter((name) => name !== "manifest.json");
  const found = Object.fromEntries(names.map((name) => [name, readFileSync(path.join(out, name), "utf8")]));
  rmSync(out, { recursive: true });
  return found;
}

const plain: Variant = { threads: 2, zone: "UTC", locale: "C.UTF-8" };

/** Names of files that differ. */
const changed = (a: Artifacts, b: Artifacts): string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => a[name] !== b[name]);

const parquet = path.join("datasets", "retention", "interactions.parquet");

/** A folder with the same suites, its rows in an order drawn by the seed. */
async function shuffled(from: string, to: string, seed: number): Promise<void> {
  cpSync(from, to, { recursive: true, filter: (source) => path.basename(source) !== "out" });
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  const rows = `SELECT * FROM read_parquet('${path.join(from, parquet)}') ORDER BY hash(interaction_id || '${seed}')`;
  await connection.run(`COPY (${rows}) TO '${path.join(to, parquet)}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
}

/** Places in two records that differ, as paths; hash and length of the data file are others. */
function differentPlaces(a: unknown, b: unknown, place = ""): string[] {
  if (place === ".data.sha256") return a === b ? ["the data hash is the same: nothing was shuffled"] : [];
  if (/^\.data\.files\.\d+\.(sha256|bytes)$/.test(place)) return [];
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null)
    return Object.is(a, b) ? [] : [`${place}: ${JSON.stringify(a)} and ${JSON.stringify(b)}`];
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].flatMap((key) =>
    differentPlaces((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], `${place}.${key}`),
  );
}

/** Suites as they are, in variants, and each of them in each order; nothing is thrown, so that one fault does not hide another. */
export async function campaign({
  variants,
  orders,
  suites,
  seed,
}: {
  variants: number;
  orders: number;
  suites: number;
  seed: number;
}): Promise<Found> {
  return inFolder(async (folder) => {
    const own = path.join(folder, "own");
    mkdirSync(own);
    const names = prepare(own).slice(-suites);
    const expected: Record<string, Artifacts> = {};
    await twoAtATime(names, async (suite) => {
      expected[suite] = await artifacts(own, suite, plain);
    });
    const found = { variants: 0, orders: 0, broken: [] as string[] };
    // All zones with one suite each, then with the next one.
    const suiteAt = (i: number): string => names[(i + Math.floor(i / zones.length)) % names.length]!;
    const tried = Array.from({ length: variants }, (_, i) => ({ suite: suiteAt(i), at: variantAt(i) }));
    await twoAtATime(tried, async ({ suite, at }) => {
      found.variants++;
      const files = changed(expected[suite]!, await artifacts(own, suite, at));
      found.broken.push(...files.map((name) => `${suite}, ${JSON.stringify(at)}: ${name} is another one`));
    });
    for (let order = seed; order < seed + orders; order++) {
      const other = path.join(folder, `order-${order}`);
      await shuffled(own, other, order);
      await twoAtATime(names, async (suite) => {
        found.orders++;
        const { "run.json": record = "null" } = await artifacts(other, suite, plain);
        const places = differentPlaces(JSON.parse(expected[suite]!["run.json"]!), JSON.parse(record));
        found.broken.push(...places.map((place) => `${suite}, rows in order ${order}: ${place}`));
      });
    }
    return found;
  });
}

/** One line a log can be searched for. */
export const summary = ({ variants, orders, broken }: Found): string =>
  `R7 determinism: ${variants + orders} run, ${broken.length} broken (${variants} on other threads, time zones and locales; ${orders} with rows in another order)`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      variants: { type: "string", default: "48" },
      orders: { type: "string", default: "3" },
      suites: { type: "string", default: "4" },
      seed: { type: "string", default: "1" },
    },
  });
  const [variants, orders, suites, seed] = [values.variants, values.orders, values.suites, values.seed].map(Number);
  const found = await campaign({ variants: variants!, orders: orders!, suites: suites!, seed: seed! });
  for (const line of found.broken) console.error(line);
  console.log(summary(found));
  if (found.broken.length > 0) process.exitCode = 1;
}

if (process.argv[1] === import.meta.filename) await main();
