import { test } from "uvu";
import { testClosing } from "./closing.ts";

testClosing("sim900a");

test.run();
