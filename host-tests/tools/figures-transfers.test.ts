import { test } from "uvu";
import { testFigures } from "./figures.ts";

testFigures("transfers");

test.run();
