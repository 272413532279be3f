/* recorder.h -- the log that recorder.c writes and replay.c reads, and the faults that a test asks of the recorder.
 *
 * The log is events one after the other: the structure below, then `name_bytes` of names and `data_bytes` of data.
 * Files and folders have numbers that never serve twice; folder 0 is the base itself.
 */
#ifndef CRASH_RECORDER_H
#define CRASH_RECORDER_H

#include <stdint.h>

enum crash_event_type {
    CRASH_LINK = 1,     /* `file` appears in folder `folder` under the name */
    CRASH_FOLDER,       /* the same for a folder */
    CRASH_WRITE,        /* data at `offset` of `file`; `synced`: on disk when the call returned (O_DSYNC) */
    CRASH_TRUNCATE,     /* `file` gets `offset` bytes */
    CRASH_SYNC,         /* all that was done to `file`, or to the names in folder `file`, is on disk */
    CRASH_RENAME,       /* in `folder`: two names, each ended by a NUL */
    CRASH_UNLINK,
    CRASH_ACKNOWLEDGED  /* the program was told that publication `offset` is there */
};

struct crash_event {
    uint32_t type, file, folder, synced;
    uint64_t offset, data_bytes, name_bytes;
};

/** Exported by the preloaded recorder; a test finds them with dlsym. */
#define CRASH_ACKNOWLEDGE "crash_acknowledge"
typedef void crash_acknowledge_function(uint64_t publication);
/** From now on the nth write or sync on a file of the base fails with `error` (0: none does), and later ones when `forever`. */
#define CRASH_FAULT "crash_fault"
typedef void crash_fault_function(uint64_t nth, int forever, int error);
/** Calls that could have failed since the last crash_fault. */
#define CRASH_CALLS "crash_calls"
typedef uint64_t crash_calls_function(void);

#endif
