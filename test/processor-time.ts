/** Processor time of this process in milliseconds: a bar for what hangs, that a busy machine does not move. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
