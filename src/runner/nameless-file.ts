import { createReadStream, existsSync } from "node:fs";
import { open, rm, unlink } from "node:fs/promises";
import path from "node:path";

/** A temporary file for bytes that must not outlive this process. */
export interface NamelessFile {
  /** What it can be opened by, in this process. */
  readonly path: string;
  read(): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/**
 * A new file in a private folder. Where the system opens files by their descriptor (Linux) it has no name of its own, so that the
 * system takes it back even if the process is killed; elsewhere it is removed when it is closed, or with the folder.
 */
export async function namelessFile(folder: string, name: string): Promise<NamelessFile> {
  const file = path.join(folder, name);
  const handle = await open(file, "wx+", 0o600);
  const byDescriptor = `/proc/self/fd/${handle.fd}`;
  const isNameless = existsSync(byDescriptor);
  if (isNameless) await unlink(file);
  const at = isNameless ? byDescriptor : file;
  return {
    path: at,
    read: () => createReadStream(at, { highWaterMark: 1 << 18 }),
    close: async () => {
      await handle.close();
      await rm(file, { force: true });
    },
  };
}
