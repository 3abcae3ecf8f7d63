/* The parts of the engine program that need each other. */
#ifndef ENGINE_H
#define ENGINE_H

#include "wire.h"

struct sxMachine;

/* engine.c: tells the other side what went wrong, and ends. */
void fail(const char* message, const char* stack);

/* host.c: defines the globals `host` and `trace`. */
void defineHost(struct sxMachine* the, const char* config);
/* Calls the port that an event is for, within xsBeginHost; 0 where no port listens to this kind. */
int deliverToPort(struct sxMachine* the, const Frame* event);

/* counters.c */
void countersBaseline(struct sxMachine* the);		/* what is in use now does not belong to the firmware */
void countersLimitStack(struct sxMachine* the, int slots);	/* no more than so many from here on */
void countersMark(struct sxMachine* the, int index);
double countersMeter(struct sxMachine* the);
void countersMeterPassed(unsigned int count);
void countersTurn(void);				/* a turn of the firmware begins */
uint32_t countersSpent(void);				/* its instructions so far, without those between pause and resume */
void countersPause(void);
void countersResume(void);

/* platform.c of each target */
void platformBegin(struct sxMachine* the, int argc, char* argv[]);
void platformStarted(struct sxMachine* the);		/* start-up is over: a device would have preloaded what is there */
void platformBeginTurn(void);
void platformEndTurn(void);
uint32_t platformInstructions(void);			/* executed so far; 0 where they cannot be counted */
/* Bytes to and from the other side. Reading ends the process when the other side has gone. */
void platformRead(void* bytes, uint32_t size);
void platformWrite(const void* bytes, uint32_t size);
void platformExit(int status);

#endif
