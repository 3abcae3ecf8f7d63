import { test } from "uvu";
import { testStray } from "./strays.ts";

await testStray("NORMAL POWER DOWN");

test.run();
