import { type SigningKey, signingKeys, signingKeyVariable } from "../audits/keys.js";
import { usage } from "../core/errors.js";

/** Keys that the command line names, else the one of the environment; none where neither does. @throws Failure (usage) */
export const keysToSign = (files: readonly string[]): Promise<readonly SigningKey[]> =>
  signingKeys(files, process.env[signingKeyVariable]);

/** As {@link keysToSign}, for what only counts when it is signed. @throws Failure (usage) */
export async function requiredKeys(files: readonly string[]): Promise<readonly SigningKey[]> {
  const keys = await keysToSign(files);
  if (keys.length > 0) return keys;
  throw usage(`no key to sign with: name one with --sign-key or set ${signingKeyVariable}`, {
    hint: "evenhand audits keygen --out NAME.pem makes one",
  });
}
