#!/usr/bin/env node
import "../runner/optimise-late.js";
import { runCommandLine } from "./command-line.js";

process.exitCode = await runCommandLine(process.argv.slice(2));
