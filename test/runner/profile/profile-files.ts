import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach } from "vitest";
import type { DataProfile } from "../../../src/core/data-profile.js";
import { profileData } from "../../../src/runner/profile/profile-data.js";

const folders: string[] = [];

/** A folder that is removed after the test. */
export function folder(): string {
  const made = realpathSync(mkdtempSync(path.join(os.tmpdir(), "evenhand-profile-")));
  folders.push(made);
  return made;
}

afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
});

/** The profile of a file, read in this process. */
export const profileFile = (file: string, parquet: string | null = null): Promise<DataProfile> =>
  profileData(
    { file: realpathSync(file), projectFolder: path.parse(file).root, format: null, parquet },
    { workFolder: folder(), memoryLimit: "512MB", threads: 1, onProgress: () => {} },
  );

/** The profile of a text as a file of this name. */
export function profileText(name: string, content: string, parquet: string | null = null): Promise<DataProfile> {
  const file = path.join(folder(), name);
  writeFileSync(file, content);
  return profileFile(file, parquet);
}
