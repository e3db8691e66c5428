/**
 * Does numbered pieces of work, at most `limit` at a time. When one fails the others are told to stop, and once they have, the first
 * failure is thrown.
 */
export async function inTurns(
  count: number,
  limit: number,
  work: (index: number, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  let next = 0;
  let failure: { readonly cause: unknown } | null = null;
  const worker = async () => {
    while (failure === null && next < count) {
      try {
        await work(next++, stop.signal);
      } catch (cause) {
        failure ??= { cause };
        stop.abort();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, count) }, worker));
  if (failure !== null) throw (failure as { readonly cause: unknown }).cause;
}
