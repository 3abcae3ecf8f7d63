import { test } from "uvu";
import { testFigures } from "./figures.ts";

testFigures("memory");

test.run();
