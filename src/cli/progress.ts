import { counted } from "../core/counted.js";
import type { OnProgress, Progress } from "../core/progress.js";
import type { Style } from "./output.js";

const redrawEvery = 100; // ms between redraws of the line on a terminal
const heartbeat = 30_000; // ms between lines where there is no terminal
const barWidth = 20;

/**
 * Progress on stderr: on a terminal one line that is rewritten, with a line left for each finished step; elsewhere a line per
 * finished step and one every 30 s while a step lasts.
 */
export function progressPrinter(stream: NodeJS.WriteStream, style: Style, now: () => number = Date.now): OnProgress {
  const started = new Map<Progress["step"], number>();
  let drawn = 0;
  let said = now();
  return (progress) => {
    const begin = started.get(progress.step) ?? now();
    started.set(progress.step, begin);
    const seconds = (now() - begin) / 1000;
    if (progress.finished) {
      stream.write(
        style.terminal ? `\r\x1b[K${finishedLine(progress, seconds)}\n` : `${plainFinished(progress, seconds)}\n`,
      );
      said = now();
    } else if (style.terminal && now() - drawn >= redrawEvery) {
      stream.write(`\r\x1b[K${runningLine(progress, seconds, style)}`);
      drawn = now();
    } else if (!style.terminal && now() - said >= heartbeat) {
      stream.write(`${plainRunning(progress, seconds)}\n`);
      said = now();
    }
  };
}

const rowsOf = (progress: Progress): string => {
  const kept = progress.detail?.kept;
  const rows = `${counted(progress.done)} rows`;
  return kept === undefined ? rows : `${rows}, ${counted(kept)} kept`;
};

const finishedLine = (progress: Progress, seconds: number): string =>
  `  ${progress.step.padEnd(9)} ${rowsOf(progress).padEnd(54)} ${seconds.toFixed(1)} s`;

const plainFinished = (progress: Progress, seconds: number): string =>
  `${progress.step}: ${rowsOf(progress)} (${seconds.toFixed(1)} s)`;

function runningLine(progress: Progress, seconds: number, style: Style): string {
  const { done, total } = progress;
  if (total === null || total === 0) return `  ${progress.step.padEnd(9)} ${counted(done)} rows ${rate(done, seconds)}`;
  const filled = Math.round((barWidth * done) / total);
  const bar = (style.unicode ? "█" : "#").repeat(filled) + (style.unicode ? "░" : ".").repeat(barWidth - filled);
  return `  ${progress.step.padEnd(9)} ${bar}  ${counted(done)} of ${counted(total)} rows   ${rate(done, seconds)}   ${left(done, total, seconds)}`;
}

function plainRunning(progress: Progress, seconds: number): string {
  const { done, total } = progress;
  if (total === null) return `${progress.step}: ${done} rows, ${rate(done, seconds)}`;
  return `${progress.step}: ${done} of ${total} rows, ${rate(done, seconds)}, ${left(done, total, seconds)}`;
}

const rate = (done: number, seconds: number): string => (seconds > 0 ? `${counted(Math.round(done / seconds))}/s` : "");

const left = (done: number, total: number, seconds: number): string =>
  done > 0 ? `${Math.ceil((seconds * (total - done)) / done)} s left` : "";
