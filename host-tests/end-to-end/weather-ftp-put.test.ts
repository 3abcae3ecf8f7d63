import { test } from "uvu";
import { testWeather } from "./weather.ts";

testWeather("FTP put");

test.run();
