import os from "node:os";

/** The day, the machine's shape and how busy it is, and Node's version, as they stand below every table. */
export function machine(): string {
  const cpus = os.cpus();
  const shape = `${cpus.length} × ${cpus[0]?.model.trim() ?? process.arch}, ${Math.round(os.totalmem() / 2 ** 30)} GB, ${os.platform()}`;
  return `${new Date().toISOString().slice(0, 10)} · ${shape}, load ${os.loadavg()[0]!.toFixed(1)} at the end · Node ${process.version}`;
}
