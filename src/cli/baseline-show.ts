import path from "node:path";
import { usage } from "../core/errors.js";
import { visible, visibleJson } from "../core/visible.js";
import type { AcceptedBaseline } from "../record/accepted-baseline.js";
import { acceptedNames, readAccepted } from "../runner/baseline/baseline.js";
import { suggestion } from "../suite/nearest.js";
import type { CommonOptions } from "./command.js";
import type { BaselineShowOptions } from "./options.js";

/** `evenhand baseline show`: the accepted baselines of the working folder, or one of them with all that is said of it. */
export async function run(options: CommonOptions & BaselineShowOptions): Promise<number> {
  const found = await acceptedNames({ suite: null, workingFolder: process.cwd() });
  const { name } = options;
  const wanted = name === undefined ? found : found.filter((each) => each.name === name);
  if (name !== undefined && wanted.length === 0)
    throw usage(
      `there is no baseline ${JSON.stringify(name)} here${suggestion(
        name,
        found.map((each) => each.name),
      )}`,
      {
        hint: "evenhand baseline show lists them; evenhand baseline accept writes one",
      },
    );
  const shown = await Promise.all(
    wanted.map(async ({ file }) => ({
      ...factsOf(await readAccepted(file)),
      file: path.relative(process.cwd(), file),
    })),
  );
  if (options.json) console.log(visibleJson(JSON.stringify(name === undefined ? shown : shown[0])));
  else if (name === undefined) for (const one of shown) console.log(visible(lineOf(one)));
  else for (const one of shown) console.log(detailsOf(one).map(visible).join("\n"));
  if (!options.json && shown.length === 0)
    process.stderr.write("no baselines here: evenhand baseline accept writes one\n");
  return 0;
}

const factsOf = ({ name, acceptance, record }: AcceptedBaseline) => ({
  name,
  suite: record.suite.name,
  models: record.models.map(({ id }) => id),
  verdict: record.verdict,
  ...acceptance,
});

type Facts = ReturnType<typeof factsOf> & { readonly file: string };

const lineOf = ({ name, at, suite, models, verdict, by }: Facts): string =>
  `${name}  ${at.slice(0, 10)}  ${suite}  ${models[0] ?? ""}  ${verdict}  accepted by ${by}`;

const detailsOf = (one: Facts): string[] =>
  [
    ["name", one.name],
    ["suite", one.suite],
    ["models", one.models.join(", ")],
    ["verdict", one.verdict],
    ["accepted", `${one.at} by ${one.by}`],
    ["why", one.why],
    ["run", `${one.run ?? "elsewhere"}${one.finished === null ? "" : `, ended ${one.finished}`}`],
    ["run.json", one.run_sha256],
    ["file", one.file],
  ].map(([word = "", what = ""]) => `  ${word.padEnd(9)} ${what}`);
