/* story.h -- the life of a small base, told the same way each time: documents come, change, and get a second address.
 *
 * Its end is a set of documents, so that any base to which story_end() is applied must export the same.
 */
#ifndef CRASH_STORY_H
#define CRASH_STORY_H

#include "base.h"
#include "store.h"

enum { STORY_STEPS = 6 };

/** What happens after a publication was acknowledged, and once (0) when the base was created. */
typedef void story_published(void *context, uint64_t publication);

/** Live the whole story in the folder `base`. */
rhz_status story_live(const char *base, story_published *published, void *context, struct rhz_error *err);
/** Index the documents of the end of the story, whatever the base holds already. */
rhz_status story_end(const char *base, struct rhz_error *err);
/** Append the export of the base. */
rhz_status story_export(const char *base, struct rhz_buf *out, struct rhz_error *err);

#endif
