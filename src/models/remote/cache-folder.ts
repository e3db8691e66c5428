import { randomBytes } from "node:crypto";
import { link, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { type Failure, unusable } from "../../core/errors.js";

/** A folder of answers that only its owner can read. Paths are relative to it. */
export interface CacheFolder {
  /** 32 random bytes, made with the folder: answers cannot be found without. */
  readonly key: Buffer;
  /** The texts of all young enough files of a folder with this ending, by name. @throws Failure (unusable) */
  read(folder: string, ending: string): Promise<readonly string[]>;
  /** Writes a file so that it is there whole or not at all. @throws Failure (unusable) */
  write(file: string, text: string): Promise<void>;
}

/** How long answers are kept: an audit that is repeated is repeated soon, and a server may change its model unsaid. */
const longestDays = 30;
const day = 86_400_000; // ms

/** `EVENHAND_CACHE`, else `evenhand` in the user's cache folder (XDG base directories). */
const cacheRoot = (): string => {
  const { EVENHAND_CACHE: own, XDG_CACHE_HOME: shared } = process.env;
  return own || path.join(shared || path.join(os.homedir(), ".cache"), "evenhand");
};

/** Opens the folder, making it and its key where they are not there. @throws Failure (unusable) */
export async function openCacheFolder(): Promise<CacheFolder> {
  const root = path.join(cacheRoot(), "predictions");
  return told(root, async () => {
    await mkdir(root, { recursive: true, mode: 0o700 });
    const key = await keyOf(root);
    return {
      key,
      read: (folder, ending) => told(root, () => readYoung(path.join(root, folder), ending)),
      write: (file, text) => told(root, () => writeWhole(path.join(root, file), text)),
    };
  });
}

/** The key of the folder; of several that make one at the same time, the first one's is everybody's. */
async function keyOf(root: string): Promise<Buffer> {
  const file = path.join(root, "key");
  const existing = await readKey(file);
  if (existing !== null) return existing;
  const mine = `${file}.${randomBytes(8).toString("hex")}`;
  await writeNew(mine, `${randomBytes(32).toString("hex")}\n`);
  try {
    await link(mine, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await rm(mine, { force: true });
  }
  const key = await readKey(file);
  if (key === null) throw new Error("no key after making one");
  return key;
}

async function readKey(file: string): Promise<Buffer | null> {
  const text = await readFile(file, "utf8").catch(nothingThere);
  if (text === null) return null;
  if (!/^[0-9a-f]{64}\n$/.test(text))
    throw unusable(`the key of kept answers is damaged: ${file}`, {
      hint: "remove the folder it is in; the answers in it are then asked for anew",
    });
  // On systems without such modes all of them read as open.
  if (process.platform !== "win32" && ((await stat(file)).mode & 0o077) !== 0)
    throw unusable(`the key of kept answers can be read by others: ${file}`, {
      hint: "remove the folder it is in, or chmod 600 the key",
    });
  return Buffer.from(text.trim(), "hex");
}

/** What stands in the young files of a folder; old ones are removed, and so is what a writer that was killed left behind. */
async function readYoung(folder: string, ending: string): Promise<readonly string[]> {
  const names = (await readdir(folder).catch(nothingThere)) ?? [];
  const texts: string[] = [];
  for (const name of names.toSorted()) {
    const file = path.join(folder, name);
    const age = Date.now() - ((await stat(file).catch(nothingThere))?.mtimeMs ?? Date.now());
    const isWhole = name.endsWith(ending);
    if (age > (isWhole ? longestDays : 1) * day) await rm(file, { force: true });
    else if (isWhole) texts.push((await readFile(file, "utf8").catch(nothingThere)) ?? "");
  }
  return texts;
}

async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const unfinished = `${file}.tmp`;
  try {
    await writeNew(unfinished, text);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function writeNew(file: string, text: string): Promise<void> {
  const handle = await open(file, "wx", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Another process may have made or removed it in between. */
function nothingThere(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}

async function told<Result>(root: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === undefined ? error : notUsable(root, code, error);
  }
}

const notUsable = (root: string, code: string, cause: unknown): Failure =>
  unusable(
    `answers of models cannot be kept in ${root} (${code})`,
    { hint: "name a folder with space that can be written: EVENHAND_CACHE=FOLDER; or keep none: --no-cache" },
    cause,
  );
