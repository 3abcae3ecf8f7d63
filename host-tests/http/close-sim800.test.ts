import { test } from "uvu";
import { testClosing } from "./closing.ts";

testClosing("sim800");

test.run();
