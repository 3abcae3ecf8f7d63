/* The parts of the engine process that need each other. */
#ifndef ENGINE_H
#define ENGINE_H

struct sxMachine;

/* host.c: defines the globals `host` and `trace`. */
void defineHost(struct sxMachine* the, const char* config);

/* counters.c */
void countersBaseline(struct sxMachine* the);		/* what is in use now does not belong to the firmware */
void countersMark(struct sxMachine* the, int index);
double countersMeter(struct sxMachine* the);
void countersMeterPassed(unsigned int count);

#endif
