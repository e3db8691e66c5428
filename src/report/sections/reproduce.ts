import type { RunRecord } from "../../record/run-record.js";
import type { Context } from "../context.js";
import { code, named, type Rich } from "../rich-text.js";
import { row, type Table, table } from "../table.js";
import type { Fact } from "./scope.js";
import type { Material, SectionMaker } from "./section.js";

type File = RunRecord["data"]["files"][number];

/** Data of very many files are listed in part: their common hash is above. */
const mostFiles = 40;

function versions(context: Context): Fact[] {
  const { suite, tool, models, $schema, version } = context.record;
  return [
    { name: context.t("versions.tool"), value: code(`${tool.name} ${tool.version}`) },
    { name: context.t("versions.record"), value: code(`${$schema} (${version})`) },
    ...models.flatMap(({ id, runtime }) =>
      runtime === null ? [] : [{ name: context.t("versions.runtime", { model: code(id) }), value: named(runtime) }],
    ),
    ...(suite.policy === undefined
      ? []
      : [
          {
            name: context.t("versions.policy", { policy: named(suite.policy.name) }),
            value: code(suite.policy.sha256),
          },
        ]),
  ];
}

function hashes(context: Context): Table {
  const { suite, data, models } = context.record;
  const fileRow = ({ name, bytes, sha256 }: File) =>
    row(named(name), context.t("number", { n: bytes ?? 0 }), code(sha256));
  const missing = context.t("hash.none");
  const blocks = [
    {
      head: context.t("hash.suite"),
      rows: [row(context.t("hash.suite_file"), [], suite.sha256 === null ? missing : code(suite.sha256))],
    },
    {
      head: context.t("hash.data"),
      rows: [
        ...(data.files.length > 1 || data.files.length === 0
          ? [
              row(
                context.t("hash.all_files", { n: data.files.length }),
                [],
                data.sha256 === null ? missing : code(data.sha256),
              ),
            ]
          : []),
        ...data.files.slice(0, mostFiles).map(fileRow),
      ],
    },
    ...models.map(({ id, sha256, files }) => ({
      head: context.t("hash.model", { model: code(id) }),
      rows: [
        ...(files.length === 1
          ? []
          : [
              row(
                context.t(files.length === 0 ? "hash.logged" : "hash.all_files", { n: files.length }),
                [],
                sha256 === null ? missing : code(sha256),
              ),
            ]),
        ...files.slice(0, mostFiles).map(fileRow),
      ],
    })),
  ];
  return table(
    context.t("hash.caption"),
    [context.t("hash.file"), context.t("hash.bytes"), context.t("hash.sha256")],
    [1],
    blocks,
    "hashes",
  );
}

/** Words of the suite's name as a shell takes them. */
const quoted = (text: string): string => (/^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

async function make({ context }: Material) {
  const { suite, data } = context.record;
  const command = (text: string): Rich => code(text);
  const view = {
    steps: [
      {
        text: context.t("reproduce.run"),
        command: command(`evenhand run ${quoted(`${suite.name}.yaml`)} --seed ${suite.seed ?? 1}`),
      },
      { text: context.t("reproduce.compare"), command: command("sha256sum run.json") },
    ],
    pinned: context.t(data.pinned ? "reproduce.pinned" : "reproduce.not_pinned"),
    manifest: context.t("reproduce.manifest"),
    versions: versions(context),
    hashes: hashes(context),
    limits: context.t("reproduce.limits"),
  };
  return { template: "reproduce", view };
}

/** Command, versions, hashes, how to check. */
export const reproduce: SectionMaker = { number: "13", id: "reproduce", make };
