import { counterfactuals, signOff, thresholds } from "./absent.js";
import { change } from "./change.js";
import { data } from "./data.js";
import { detection } from "./detection.js";
import { drift } from "./drift.js";
import { errorGaps } from "./error-gaps.js";
import { explanations } from "./explanations.js";
import { findings } from "./findings.js";
import { intersections } from "./intersections.js";
import { method } from "./method.js";
import { allNumbers } from "./numbers.js";
import { outcomeGaps } from "./outcome-gaps.js";
import { reproduce } from "./reproduce.js";
import { scope } from "./scope.js";
import type { SectionMaker } from "./section.js";
import { trend } from "./trend.js";
import { verdict } from "./verdict.js";

/** Every section, in the order of the report. One that has nothing to say stays and says so. */
export const sections: readonly SectionMaker[] = [
  verdict,
  findings,
  scope,
  data,
  detection,
  outcomeGaps,
  errorGaps,
  intersections,
  explanations,
  counterfactuals,
  thresholds,
  change,
  trend,
  drift,
  method,
  reproduce,
  signOff,
  allNumbers,
];
