import { test } from "uvu";
import { testStray } from "./strays.ts";

await testStray("power-on noise");

test.run();
