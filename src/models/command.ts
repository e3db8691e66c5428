import path from "node:path";
import type { CodeSettings } from "../core/code-settings.js";
import { unusable } from "../core/errors.js";
import type { FileFact } from "../core/measured.js";
import { codeAnswers } from "./code-answers.js";
import { type LineProgram, startProgram } from "./command-process.js";
import type { Answers, Batch, LoadedModel, Loader, ModelRequest } from "./model.js";
import { openModelFolder } from "./model-folder.js";
import { printable } from "./printable.js";
import { type Fields, openFields } from "./remote/fields.js";
import { columnMap } from "./remote/json-rows.js";

/**
 * A model that is a program: it reads a line of JSON for each batch and writes a line of JSON with the answers.
 *
 *     → {"rows":2,"columns":{"tenure":[12,null],"contract":["monthly",null]}}
 *     ← {"scores":[0.81,0.12]}
 *
 * Columns are the suite's features by name, as numbers or texts, null where missing. An answer has `scores` (a number per row, the
 * probability of the positive class; or a list per row, one probability per class, with the names of the `classes`), `labels` (a text
 * per row), or both. The program starts with the first batch, in the suite's folder, and ends when its input ends. What it
 * writes to standard error is shown when it fails. It is given few environment variables, and no shell takes part.
 */
export const loadCommand: Loader = async (request) => {
  const settings = request.code;
  if (settings === undefined) throw new Error(`model "${request.id}": no settings for kind ${request.kind}`);
  const fields = openFields(request, null);
  const { files, sha256 } = await filesOf(settings);
  let program: LineProgram | null = null;
  return {
    facts: {
      id: request.id,
      kind: request.kind,
      files,
      sha256,
      runtime: `command ${printable(settings.command.join(" "))}`,
      inputs: fields.fields.map(({ name, type }) => ({ name, type, shape: ["N"] })),
      outputs: [],
      features: fields.fields.length,
    },
    columns: fields.columns,
    batchRows: settings.batch,
    predict: async (batch) => {
      if (batch.rows === 0) return { score: new Float64Array(), label: null };
      program ??= startProgram({ model: request.id, ...settings });
      return ask(request, program, fields, batch);
    },
    warnings: () => fields.warnings(),
    close: async () => program?.close(),
  } satisfies LoadedModel;
};

/** Words that are files in the suite's folder: the program is pinned by what they hold. */
async function filesOf({ command, folder }: CodeSettings): Promise<{
  files: readonly FileFact[];
  sha256: string | null;
}> {
  const opened = openModelFolder(folder);
  for (const word of command) {
    if (path.isAbsolute(word) || word.startsWith("-")) continue;
    // A word that is no file is an argument like any other.
    await opened.read(word).catch(() => null);
  }
  const { files, sha256 } = opened.facts();
  return { files, sha256: files.length === 0 ? null : sha256 };
}

async function ask({ id }: ModelRequest, program: LineProgram, fields: Fields, batch: Batch): Promise<Answers> {
  const values = fields.encode(batch);
  const rows = Array.from({ length: batch.rows }, (_, row) => row);
  const answer = await program.ask(`{"rows":${batch.rows},"columns":${columnMap(values, rows, fields.fields)}}`);
  return codeAnswers(parsed(id, answer), { model: id, rows: batch.rows, classNames: null });
}

function parsed(model: string, line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw unusable(
      `model "${model}": a line that the command wrote to its standard output is no JSON (content withheld)`,
      { hint: "answers alone go to standard output, one line each, without NaN; messages go to standard error" },
    );
  }
}
