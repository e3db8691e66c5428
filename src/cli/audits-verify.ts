import { checkpointName, parseCheckpointName } from "../audits/checkpoint.js";
import { trustedKeys } from "../audits/keys.js";
import { readLog } from "../audits/log.js";
import { placeOf } from "../audits/places.js";
import { type SignatureCheck, unknownKey } from "../audits/signatures.js";
import { type Verification, verifyArchive } from "../audits/verify.js";
import { exitCodes } from "../core/errors.js";
import { visible, visibleJson } from "../core/visible.js";
import { loadPolicy, requiredSigners } from "../policy/policy.js";
import { archiveFolder, auditNamed, many, shown } from "./archive-options.js";
import { type Rerun, rerunAudit } from "./audits-rerun.js";
import type { CommonOptions } from "./command.js";
import type { AuditsVerifyOptions } from "./options.js";

type Options = CommonOptions & AuditsVerifyOptions;

/** `evenhand audits verify`: exit 5 when anything is not as it was sealed. */
export async function run(options: Options): Promise<number> {
  const archive = archiveFolder(options);
  const expected = options.expectCheckpoint === undefined ? null : parseCheckpointName(options.expectCheckpoint);
  const trusted = await trustedKeys(options.key);
  const asked = options.policy === undefined ? 0 : requiredSigners(loadPolicy(options.policy));
  const signers = Math.max(asked, options.key.length > 0 ? 1 : 0);
  const wanted = options.rerun ? (options.run ?? "latest") : options.run;
  const audit = wanted === undefined ? null : await auditNamed(wanted, archive, await readLog(archive));
  const found = await verifyArchive(archive, { run: audit?.path ?? null, expected, trusted, signers });
  const isWhole = found.findings.length === 0;
  const again = options.rerun && audit !== null && isWhole ? await rerunAudit(archive, audit, options) : null;
  if (options.json) process.stdout.write(`${jsonOf(archive, found, again)}\n`);
  else print(archive, found, again, options.quiet);
  return isWhole && again?.same !== false ? exitCodes.pass : exitCodes.integrity;
}

const jsonOf = (archive: string, { checkpoint, ...found }: Verification, rerun: Rerun | null): string =>
  visibleJson(
    JSON.stringify(
      { archive: shown(archive), checkpoint: checkpoint && checkpointName(checkpoint), ...found, rerun },
      null,
      2,
    ),
  );

function print(archive: string, found: Verification, again: Rerun | null, quiet: boolean): void {
  for (const line of remarks(archive, found, again)) console.log(visible(line));
  if (quiet) return;
  for (const line of conclusion(found, again)) console.log(line);
}

/** What differs, and what is worth knowing beside it. */
function remarks(archive: string, found: Verification, again: Rerun | null): string[] {
  const at = (file: string): string => shown(placeOf(archive, file));
  return [
    ...changes(found).map(({ file, problem }) => `  changed   ${at(file)} ${problem}`),
    ...found.signatures.map((each) => `  ${signatureLine(each, at(each.file))}`),
    ...(again?.same === false ? [`  changed   ${again.problem}`] : []),
    ...found.absent.map((file) => `  absent    ${at(file)}: row-level data, erased or left out of an export`),
    ...found.unsealed.map((folder) => `  unsealed  ${at(folder)} has no entry: evenhand audits seal ${at(folder)}`),
    ...(found.pending === null
      ? []
      : [`  pending   ${at(found.pending)}: its entry was cut short while it was written; the next run completes it`]),
  ];
}

/** Findings but those that the line of an unknown signature tells. */
const changes = ({ findings }: Verification) => findings.filter(({ problem }) => !problem.startsWith(unknownKey));

/** Who signed what, and whether it holds. */
function signatureLine({ kind, keyid, by, holds }: SignatureCheck, file: string): string {
  const what = `${kind === "signature" ? "run" : kind} by ${by ?? "a key you have not named"} (${keyid.slice(0, 16)}…)`;
  return holds
    ? `signed    ${what}: ${file}`
    : `NOT held  ${what}: ${file}${by === null ? "; name it with --key" : ""}`;
}

function conclusion(found: Verification, again: Rerun | null): string[] {
  const differences = changes(found).length + (again?.same === false ? 1 : 0);
  if (differences > 0) return [`${many(differences, "difference")} from what was sealed`];
  if (found.findings.length > 0) return [`${many(found.findings.length, "signature")} that nobody vouches for here`];
  return [
    `  ok        ${many(found.runs, "run")}, ${many(found.files, "file")}, ${size(found.bytes)}`,
    ...(again?.same === true ? ["  ok        run again: the same record, byte for byte"] : []),
    ...(found.checkpoint === null ? [] : [`  ok        log, checkpoint ${checkpointName(found.checkpoint)}`]),
    "Nothing changed since it was sealed. This does not show that the audit was honest.",
    ...(found.signatures.length === 0
      ? []
      : ["A signature shows that nothing changed since it was signed, not that the audit was honest."]),
  ];
}

const size = (bytes: number): string =>
  `${new Intl.NumberFormat("en", { maximumFractionDigits: 1 }).format(bytes / 1e6)} MB`;
