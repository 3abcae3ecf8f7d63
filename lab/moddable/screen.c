/*
	Runs what the Moddable SDK builds for its platform `lin` (a mc.so for its simulator) without a window: the part of the simulator that an application without a
	screen needs. Prints what the application traces. `build/simulators/modules/screen.h` of the SDK declares what is filled in here.

	screen mc.so
*/
#define mxLinux 1
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "screen.h"

static int gStatus = 0;
static GMainLoop *gLoop;

static void screenAbort(txScreen *screen, int status)
{
	gStatus = status ? status : 1;
	g_main_loop_quit(gLoop);
}

static void screenPost(txScreen *screen, char *message, int size)
{
}

static void screenChanged(txScreen *screen)
{
}

static void screenStart(txScreen *screen, double interval)
{
	screen->flags |= mxScreenIdling;
}

static void screenStop(txScreen *screen)
{
	screen->flags &= ~mxScreenIdling;
}

int main(int count, char **words)
{
	void *library = count == 2 ? dlopen(words[1], RTLD_NOW) : NULL;
	txScreenLaunchProc launch = library ? (txScreenLaunchProc)dlsym(library, "fxScreenLaunch") : NULL;
	txScreen *screen = calloc(1, sizeof(txScreen) + 240 * 320 * screenBytesPerPixel);

	if (!launch || !screen) {
		fprintf(stderr, "screen: %s\n", count == 2 ? dlerror() : "give it a mc.so");
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	screen->width = 240;
	screen->height = 320;
	screen->abort = screenAbort;
	screen->bufferChanged = screenChanged;
	screen->formatChanged = screenChanged;
	screen->post = screenPost;
	screen->start = screenStart;
	screen->stop = screenStop;
	gLoop = g_main_loop_new(NULL, FALSE);
	launch(screen);
	if (!screen->machine)
		return 2;
	if (!gStatus)
		g_main_loop_run(gLoop);
	return gStatus;
}
