export { type Comparable, type Compared, compareGroups, comparesBy, type DisparityEstimate } from "./compare-groups.js";
export { correlations } from "./correlations.js";
export { type Estimate, undefinedEstimate } from "./estimate.js";
export { binnedAreaError } from "./estimate-ranking.js";
export { estimates } from "./estimates.js";
export { type Group, type GroupTable, groupTables } from "./group-table.js";
export { type Material, type MetricView, metricView, restOf, type Split, splitOf } from "./material.js";
export { confusions, type Outcome, quadrants } from "./quadrants.js";
export { unitCounts, unitsRepeat } from "./unit-sums.js";
