import type { Timeline } from "../simulator/timeline/timeline.ts";
import { Viewer } from "./viewer.ts";

const data = document.getElementById("data")!.textContent;
document.getElementById("timeline")!.replaceChildren(...new Viewer(JSON.parse(data) as Timeline).parts);
