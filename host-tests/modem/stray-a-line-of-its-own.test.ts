import { test } from "uvu";
import { testStray } from "./strays.ts";

await testStray("a line of its own");

test.run();
