/** Restarts the microcontroller. */
export default function restart(): void;
