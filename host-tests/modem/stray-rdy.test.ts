import { test } from "uvu";
import { testStray } from "./strays.ts";

await testStray("RDY");

test.run();
