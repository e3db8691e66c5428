import { makeKeyPair } from "../audits/keys.js";
import { visible, visibleJson } from "../core/visible.js";
import { shown } from "./archive-options.js";
import type { CommonOptions } from "./command.js";
import type { AuditsKeygenOptions } from "./options.js";

/** `evenhand audits keygen`: a pair of keys to sign with. The private one is never printed. */
export async function run(options: CommonOptions & AuditsKeygenOptions): Promise<number> {
  const { keyid, publicFile } = await makeKeyPair(options.out);
  const [private_key, public_key] = [shown(options.out), shown(publicFile)];
  if (options.json) {
    process.stdout.write(`${visibleJson(JSON.stringify({ keyid, private_key, public_key }))}\n`);
    return 0;
  }
  if (!options.quiet)
    process.stderr.write(
      visible(
        `${private_key} signs: keep it to yourself. Those who verify need ${public_key}, for example in keys/.\n`,
      ),
    );
  process.stdout.write(`${keyid}\n`);
  return 0;
}
