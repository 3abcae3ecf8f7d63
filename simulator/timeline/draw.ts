/* A timeline as SVG: in Node.js, in the page of a recording and in the playground. */
import { type Box, boxesOf, detailsOf, isBad, kindOf, labelsOf, type Scale, stretchesOf, thousands, toPixels } from "./layout.ts";
import type { Moment, Pin, Span, Timeline } from "./timeline.ts";

/** Which part is shown, and how wide the picture is in pixels. */
export interface View {
	readonly from: number;
	readonly to: number;
	readonly width: number;
}

const NAMES = 92;
const NARROW_NAMES = 64;
const MARGIN = 12;
const LANE = 30;
const BAR = 20;
const PIN_LANE = 24;
const AXIS = 26;
const TITLE = 30;
const LEGEND = 26;
/** Width of a character, a little generous: of equal ones of 11 pixels, and of others of 12. */
const EQUAL = 6.7;
const CHARACTER = 7.5;

/** Colours of both schemes; contrast of text on them is at least 4.5. */
export const STYLE = `
.timeline { --paper: #ffffff; --ink: #1f2328; --quiet: #59636e; --rule: #d1d9e0; --lane: #f6f8fa; --command: #b6d7ff; --answer: #d7dde3; --report: #e4c9ff; --payload: #b0e8bd; --bad: #ff9a92; --bad-ink: #b3261e; --healed: #0a7227; --fault: #b35900; --scene: #eaeef2; --wait: #fff1a8; --pin: #0550ae; }
@media (prefers-color-scheme: dark) { .timeline { --paper: #0d1117; --ink: #e6edf3; --quiet: #9198a1; --rule: #3d444d; --lane: #151b23; --command: #1c4a80; --answer: #3d444d; --report: #553098; --payload: #14532a; --bad: #a8302a; --bad-ink: #ff8f85; --healed: #56d364; --fault: #f0a14a; --scene: #212830; --wait: #5c4a00; --pin: #79b8ff; } }
.timeline { font: 12px system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
.timeline text { fill: var(--ink); }
.timeline .quiet { fill: var(--quiet); }
.timeline .title { font-size: 14px; font-weight: 600; }
.timeline .mono { font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 11px; }
.timeline .paper { fill: var(--paper); } .timeline .lane { fill: var(--lane); } .timeline .rule { stroke: var(--rule); }
.timeline rect.command, .timeline rect.start, .timeline rect.setup, .timeline rect.prompt { fill: var(--command); }
.timeline rect.answer, .timeline rect.echo, .timeline rect.close { fill: var(--answer); }
.timeline rect.report { fill: var(--report); } .timeline rect.server { fill: var(--wait); }
.timeline rect.payload, .timeline rect.read, .timeline rect.write { fill: var(--payload); }
.timeline rect.failure { fill: var(--answer); }
.timeline rect.broken, .timeline rect.noise, .timeline rect.resynchronise { fill: var(--bad); }
.timeline rect.scene { fill: var(--scene); stroke: var(--rule); }
.timeline .pin { stroke: var(--pin); fill: none; stroke-width: 1.5; }
.timeline line.healed { stroke: var(--healed); } .timeline path.healed, .timeline text.healed { fill: var(--healed); }
.timeline line.fault { stroke: var(--fault); } .timeline path.fault, .timeline text.fault { fill: var(--fault); }
.timeline line.lost { stroke: var(--bad-ink); } .timeline path.lost, .timeline text.lost { fill: var(--bad-ink); }
.timeline line.note { stroke: var(--quiet); } .timeline path.note, .timeline text.note { fill: var(--quiet); }
`;

const escape = (text: string): string => text.replace(/[&<>"]/g, each => `&#${each.charCodeAt(0)};`);
const px = (value: number): string => String(Math.round(value * 10) / 10);

function text(x: number, y: number, content: string, names = "", anchor = "start"): string {
	return `<text x="${px(x)}" y="${px(y)}"${names && ` class="${names}"`}${anchor === "start" ? "" : ` text-anchor="${anchor}"`}>${escape(content)}</text>`;
}

/** The fullest of `labels` that fits, shortened if none does; "" where there is no room for anything. */
function fitting(labels: readonly string[], room: number, character = EQUAL): string {
	const most = Math.floor(room / character);
	const whole = labels.find(label => label.length <= most);
	if (whole !== undefined) return whole;
	const last = labels.at(-1)!;
	return most >= 5 ? `${last.slice(0, most - 1)}…` : "";
}

function drawBox(box: Box, next: Box | undefined, y: number, end: number): string {
	const { left, right } = box;
	const labels = labelsOf(box);
	const isScene = box.spans[0]!.kind === "scene";
	const inside = fitting(labels, right - left - 8, isScene ? CHARACTER : EQUAL);
	const beside = inside.length >= labels.at(-1)!.length ? "" : fitting(labels, (next?.left ?? end) - right - 8);
	const [label, x] = beside.length > inside.length ? [beside, right + 4] : [inside, left + 4];
	const name = kindOf(box);
	const bar = `<rect class="${name}" x="${px(left)}" y="${px(y)}" width="${px(Math.max(1.5, right - left))}" height="${BAR}" rx="2"><title>${escape(detailsOf(box))}</title></rect>`;
	return bar + (label && text(x, y + 14, label, isScene ? "" : "mono"));
}

/** A picture in the making: lanes one below the other. */
class Drawing {
	y: number = TITLE;
	readonly parts: string[] = [];
	/** What lies below: lanes, then lines across them. */
	readonly lanes: string[] = [];
	readonly lines: string[] = [];
	readonly scale: Scale;
	private readonly timeline: Timeline;
	private readonly right: number;

	constructor(timeline: Timeline, { from, to, width }: View) {
		this.timeline = timeline;
		const left = width < 600 ? NARROW_NAMES : NAMES;
		this.scale = { from, to, left, width: width - left - MARGIN };
		this.right = width - MARGIN;
	}

	/** A lane of lines and payload. */
	spans(name: string, spans: readonly Span[], parts: readonly Span[]): void {
		this.boxes(name, boxesOf(spans, this.scale, parts));
	}

	/** A lane of what takes longer. */
	stretches(name: string, spans: readonly Span[]): void {
		this.boxes(name, stretchesOf(spans, this.scale));
	}

	private boxes(name: string, boxes: readonly Box[]): void {
		this.frame(name, LANE);
		const y = this.y + (LANE - BAR) / 2;
		const drawn = boxes.map((box, index) => ({ isBad: isBad(box.spans[0]!), svg: drawBox(box, boxes[index + 1], y, this.right) }));
		// What went wrong lies above what follows closely.
		for (const bad of [false, true]) this.parts.push(...drawn.filter(box => box.isBad === bad).map(({ svg }) => svg));
		this.y += LANE;
	}

	/** A level over time. Changes that fall on one pixel are one vertical line. */
	pin({ name, initial, changes }: Pin): void {
		this.frame(name, PIN_LANE);
		const { from, to } = this.scale;
		const yOf = (level: number): string => px(this.y + (level ? 6 : PIN_LANE - 6));
		const before = changes.filter(([time]) => time <= from).at(-1)?.[1] ?? initial;
		let path = `M${px(this.scale.left)} ${yOf(before)}`;
		let last = "";
		for (const [time, level] of changes) {
			if (time <= from || time > to) continue;
			const step = `H${px(Math.round(toPixels(this.scale, time) * 2) / 2)}V${yOf(level)}`;
			if (step !== last) path += step;
			last = step;
		}
		this.parts.push(`<path class="pin" d="${path}H${px(this.right)}"/>`);
		this.y += PIN_LANE;
	}

	/** What matters, each as a line across all lanes; labels where there is room. */
	moments(moments: readonly Moment[], top: number): void {
		const names: Readonly<Record<Moment["kind"], string>> = { healed: "healed", fault: "faults", lost: "bytes lost", note: "notes" };
		for (const kind of ["healed", "lost", "fault", "note"] as const) {
			const own = moments.filter(moment => moment.kind === kind);
			if (own.length === 0) continue;
			this.frame(names[kind], PIN_LANE);
			this.marks(kind, own, top);
			this.y += PIN_LANE;
		}
	}

	private marks(kind: Moment["kind"], moments: readonly Moment[], top: number): void {
		const { from, to } = this.scale;
		const seen = new Map<number, Moment[]>();
		for (const moment of moments) {
			if (moment.time < from || moment.time > to) continue;
			const x = Math.round(toPixels(this.scale, moment.time));
			seen.set(x, [...(seen.get(x) ?? []), moment]);
		}
		const columns = [...seen];
		const middle = this.y + PIN_LANE / 2;
		for (const [index, [x, own]] of columns.entries()) {
			const title = own.slice(0, 12).map(({ time, text }) => `${(time / 1000).toFixed(3)} s  ${text}`);
			const long =
				kind !== "healed"
					? ""
					: `<line class="${kind}" x1="${x}" x2="${x}" y1="${top}" y2="${px(middle)}" stroke-dasharray="2 3" opacity="0.55"/>`;
			const label = fitting([own[0]!.text, own[0]!.text.replace(/:.*/, "")], (columns[index + 1]?.[0] ?? this.right) - x - 12, CHARACTER);
			this.lines.push(long);
			this.parts.push(
				`<path class="${kind}" d="M${x} ${px(middle - 5)}l4 5l-4 5l-4 -5z"><title>${escape(title.join("\n"))}</title></path>`,
				label && text(x + 8, middle + 4, label, kind),
			);
		}
	}

	axis(): void {
		const { from, to, width } = this.scale;
		const step = niceStep((to - from) / Math.max(2, width / 110));
		for (let tick = Math.ceil(from / step) * step; tick <= to + 1e-6; tick += step) {
			const x = toPixels(this.scale, tick);
			this.lines.push(`<line class="rule" x1="${px(x)}" x2="${px(x)}" y1="${TITLE}" y2="${this.y}"/>`);
			this.parts.push(text(x, this.y + 16, secondsText(tick, step), "quiet", x > this.right - 20 ? "end" : "middle"));
		}
		this.y += AXIS;
	}

	legend(): void {
		const entries = [
			["command", "command"],
			["payload", "payload"],
			["answer", "answer"],
			["report", "report"],
			["server", "waiting for the server"],
			["broken", "damaged, resynchronising"],
		] as const;
		let x = this.scale.left;
		for (const [kind, name] of entries) {
			if (x + 20 + name.length * CHARACTER > this.right) break;
			this.parts.push(
				`<rect class="${kind}" x="${px(x)}" y="${this.y + 4}" width="12" height="12" rx="2"/>`,
				text(x + 17, this.y + 14, name, "quiet"),
			);
			x += 32 + name.length * CHARACTER;
		}
		this.y += LEGEND;
	}

	private frame(name: string, height: number): void {
		this.lanes.push(
			`<rect class="lane" x="${this.scale.left}" y="${px(this.y + 1)}" width="${px(this.scale.width)}" height="${height - 2}"/>`,
			text(this.scale.left - 8, this.y + height / 2 + 4, name, "quiet", "end"),
		);
	}

	/** What the picture shows, for those who do not see it. */
	describe(): string {
		const { tx, rx, moments, duration } = this.timeline;
		const payload = rx.reduce((sum, { count }) => sum + (count ?? 0), 0);
		const count = (kind: Moment["kind"]): number => moments.filter(moment => moment.kind === kind).length;
		return `${(duration / 1000).toFixed(1)} s, ${tx.length} commands, ${thousands(payload)} bytes of payload received, ${count("healed")} chunks read again, ${count("fault")} ${count("fault") === 1 ? "fault" : "faults"}`;
	}
}

/** 1, 2 or 5 times a power of ten, at least `least`. */
function niceStep(least: number): number {
	const power = 10 ** Math.floor(Math.log10(least));
	return [1, 2, 5, 10].map(each => each * power).find(each => each >= least)!;
}

function secondsText(time: number, step: number): string {
	const digits = Math.max(0, -Math.floor(Math.log10(step / 1000) + 1e-9));
	return step >= 1000 || digits <= 3 ? `${(time / 1000).toFixed(digits)} s` : `${time.toFixed(digits - 3)} ms`;
}

/** The part of a timeline that `view` shows, as an SVG element. */
export function drawTimeline(timeline: Timeline, view: View, style = true): string {
	const drawing = new Drawing(timeline, view);
	if (timeline.scenes.length > 0) drawing.stretches("scene", timeline.scenes);
	drawing.stretches("driver", timeline.driver);
	drawing.spans("TX →", timeline.tx, timeline.driver);
	drawing.spans("RX ←", timeline.rx, timeline.driver);
	for (const pin of timeline.pins) drawing.pin(pin);
	drawing.moments(timeline.moments, TITLE);
	drawing.axis();
	drawing.legend();
	const { y: height } = drawing;
	const parts = [...drawing.lanes, ...drawing.lines, ...drawing.parts].join("");
	const description = drawing.describe();
	const heading =
		text(MARGIN, 20, timeline.title, "title") + (view.width < 600 ? "" : text(view.width - MARGIN, 20, description, "quiet", "end"));
	return `<svg xmlns="http://www.w3.org/2000/svg" class="timeline" role="img" aria-label="${escape(`${timeline.title}: ${description}`)}" width="${view.width}" height="${height}" viewBox="0 0 ${view.width} ${height}">${style ? `<style>${STYLE}</style>` : ""}<rect class="paper" width="${view.width}" height="${height}"/>${heading}${parts}</svg>\n`;
}
