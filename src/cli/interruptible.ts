/**
 * Does work that Ctrl-C or a SIGTERM stops: either aborts the signal that the work is given, which then ends in its own
 * time and leaves nothing half written.
 */
export async function interruptible<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const interruption = new AbortController();
  const stop = () => interruption.abort();
  process.on("SIGINT", stop).on("SIGTERM", stop);
  try {
    return await work(interruption.signal);
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}
