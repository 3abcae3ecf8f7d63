/* The program of a timeline's page: zoom, and a list of what matters. */
import { drawTimeline } from "../simulator/timeline/draw.ts";
import type { Moment, Timeline } from "../simulator/timeline/timeline.ts";

/** ms: nothing is closer. */
const LEAST = 1;
/** How much of what is seen one step of zoom or of a key is. */
const ZOOM = 1.5;
const STEP = 0.2;

const HELP = "Timeline. Plus and minus zoom, arrow keys move, 0 shows all; with the mouse: wheel and drag.";

/** A timeline that can be looked at closely. */
export class Viewer {
	private timeline: Timeline;
	private from = 0;
	private to: number;
	/** What it consists of: the picture, the buttons, and the list of what matters. */
	readonly parts: readonly HTMLElement[];
	private readonly picture: HTMLElement;
	private readonly list: HTMLElement;
	private readonly shown: HTMLElement;
	private pending = false;

	constructor(timeline: Timeline) {
		this.timeline = timeline;
		this.to = timeline.duration;
		this.picture = element("div", "picture");
		this.picture.tabIndex = 0;
		this.picture.setAttribute("role", "group");
		this.picture.setAttribute("aria-label", HELP);
		this.shown = element("span", "shown");
		this.list = element("ul", "moments");
		this.parts = [this.picture, this.buttons(), this.list];
		this.listen();
		this.show(timeline);
	}

	/** Shows another state of the recording; what is seen stays, unless it was all. */
	show(timeline: Timeline): void {
		const isWhole = this.from === 0 && this.to === this.timeline.duration;
		this.timeline = timeline;
		if (isWhole) this.to = timeline.duration;
		this.shown.setAttribute("aria-live", "off");
		this.fillList();
		this.draw();
	}

	/** Shows the part from `from` to `to`, ms; a screen reader says which, unless the recording moves on by itself. */
	look(from: number, to: number, isSaid = true): void {
		this.shown.setAttribute("aria-live", isSaid ? "polite" : "off");
		const { duration } = this.timeline;
		const width = Math.min(duration, Math.max(LEAST, to - from));
		this.from = Math.min(Math.max(0, from), duration - width);
		this.to = this.from + width;
		this.draw();
	}

	private zoom(factor: number, centre = 0.5): void {
		const width = this.to - this.from;
		const time = this.from + width * centre;
		this.look(time - width * factor * centre, time + width * factor * (1 - centre));
	}

	private move(part: number): void {
		const width = this.to - this.from;
		this.look(this.from + part * width, this.to + part * width);
	}

	private draw(): void {
		if (this.pending) return;
		this.pending = true;
		requestAnimationFrame(() => {
			this.pending = false;
			const width = Math.max(320, this.picture.clientWidth);
			this.picture.innerHTML = drawTimeline(this.timeline, { from: this.from, to: this.to, width }, false);
			this.shown.textContent = `${seconds(this.from)} to ${seconds(this.to)} s of ${seconds(this.timeline.duration)} s`;
		});
	}

	private buttons(): HTMLElement {
		const bar = element("div", "buttons");
		const add = (name: string, act: () => void): void => {
			const button = element("button", "");
			button.textContent = name;
			button.addEventListener("click", act);
			bar.append(button);
		};
		add("Zoom in", () => this.zoom(1 / ZOOM));
		add("Zoom out", () => this.zoom(ZOOM));
		add("Earlier", () => this.move(-STEP));
		add("Later", () => this.move(STEP));
		add("All", () => this.look(0, this.timeline.duration));
		bar.append(this.shown);
		return bar;
	}

	private listen(): void {
		const { picture } = this;
		const keys: Readonly<Record<string, () => void>> = {
			"+": () => this.zoom(1 / ZOOM),
			"=": () => this.zoom(1 / ZOOM),
			"-": () => this.zoom(ZOOM),
			"0": () => this.look(0, this.timeline.duration),
			ArrowLeft: () => this.move(-STEP),
			ArrowRight: () => this.move(STEP),
		};
		picture.addEventListener("keydown", event => {
			const act = keys[event.key];
			if (!act || event.ctrlKey || event.metaKey) return;
			event.preventDefault();
			act();
		});
		picture.addEventListener(
			"wheel",
			event => {
				event.preventDefault();
				const { left, width } = picture.getBoundingClientRect();
				this.zoom(event.deltaY > 0 ? ZOOM : 1 / ZOOM, Math.min(1, Math.max(0, (event.clientX - left) / width)));
			},
			{ passive: false },
		);
		picture.addEventListener("pointermove", event => {
			if (event.buttons === 1) this.move(-event.movementX / picture.clientWidth);
		});
		new ResizeObserver(() => this.draw()).observe(picture);
	}

	/** Each chunk that was read again, each fault: a button that shows it closely. Those that are there stay, and with them the focus. */
	private fillList(): void {
		const { moments } = this.timeline;
		const { children } = this.list;
		const isSame = (index: number): boolean => children[index]?.textContent === nameOf(moments[index]!);
		const kept = moments.findIndex((_, index) => !isSame(index));
		const first = kept < 0 ? moments.length : kept;
		while (children.length > first) children[first]!.remove();
		const items = moments.slice(first).map(moment => {
			const { time } = moment;
			const item = element("li", "");
			const button = element("button", "");
			button.textContent = nameOf(moment);
			button.addEventListener("click", () => this.look(time - 300, time + 700));
			item.append(button);
			return item;
		});
		this.list.append(...items);
	}
}

const nameOf = ({ time, text }: Moment): string => `${seconds(time)} s  ${text}`;

const seconds = (time: number): string => (time / 1000).toFixed(3);

function element(name: string, className: string): HTMLElement {
	const made = document.createElement(name);
	if (className) made.className = className;
	return made;
}
