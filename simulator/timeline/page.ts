import { drawTimeline, STYLE } from "./draw.ts";
import type { Timeline } from "./timeline.ts";

const PAGE_STYLE = `
:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 1600px; padding: 12px; font: 14px system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; background: Canvas; color: CanvasText; }
.picture { touch-action: pan-y; cursor: grab; overflow: hidden; outline-offset: 2px; }
.picture svg { display: block; width: 100%; height: auto; }
.buttons { display: flex; gap: 6px; flex-wrap: wrap; align-items: center; padding: 8px 0; }
.buttons button, .moments button { font: inherit; padding: 4px 10px; }
.moments { columns: 24em; padding: 0; list-style: none; }
.moments li { break-inside: avoid; padding: 1px 0; }
.moments button { border: 0; background: none; color: LinkText; text-align: left; cursor: pointer; padding: 1px 0; overflow-wrap: anywhere; }
`;

/** Text that may stand in a script element. */
const inScript = (text: string): string => text.replaceAll("<", "\\u003c");

/** A page of its own, without anything from elsewhere: the whole timeline, which `viewer`, a program, lets one zoom into. */
export function pageOf(timeline: Timeline, viewer: string): string {
	const whole = drawTimeline(timeline, { from: 0, to: timeline.duration, width: 1200 }, false);
	const title = timeline.title.replace(/[&<>]/g, each => `&#${each.charCodeAt(0)};`);
	return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${PAGE_STYLE}${STYLE}</style>
<main id="timeline"><div class="picture">${whole}</div></main>
<script type="application/json" id="data">${inScript(JSON.stringify(timeline))}</script>
<script>${viewer.replaceAll("</script", "<\\/script")}</script>
</html>
`;
}
