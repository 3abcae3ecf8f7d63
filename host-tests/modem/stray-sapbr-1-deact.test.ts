import { test } from "uvu";
import { testStray } from "./strays.ts";

await testStray("+SAPBR 1: DEACT");

test.run();
