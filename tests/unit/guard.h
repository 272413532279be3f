/* guard.h -- work on hostile input must end. Not a measure of speed: the bound is far beyond what the work takes on any machine and
 * under any sanitizer, and it counts the processor's time, which other programs do not lengthen. What is quadratic in
 * an input of a megabyte meets it. */
#ifndef GUARD_H
#define GUARD_H

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

enum { GUARD_SECONDS = 60 };

static char guard_what[160];

static inline void guard_met(int signal_number)
{
    ssize_t told = write(STDERR_FILENO, guard_what, strlen(guard_what));

    (void)signal_number;
    (void)told;
    _exit(1);
}

/** From here to guard_end() the process may compute for GUARD_SECONDS; else it ends, and says at what. */
static inline void guard_begin(const char *what)
{
    struct itimerval t = {.it_value = {GUARD_SECONDS, 0}};

    snprintf(guard_what, sizeof guard_what, "« %.100s » ne finit pas\n", what);
    signal(SIGPROF, guard_met);
    setitimer(ITIMER_PROF, &t, NULL);
}

static inline void guard_end(void)
{
    struct itimerval none = {.it_value = {0, 0}};

    setitimer(ITIMER_PROF, &none, NULL);
}

#endif
