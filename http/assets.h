/* assets.h -- the static files of the service, inside the program: style, script, icon, description of the API. Their names hold a hash of their
 * content, so that browsers keep them for ever and still see the next version at once. */
#ifndef HTTP_ASSETS_H
#define HTTP_ASSETS_H

#include <stddef.h>

enum asset { ASSET_STYLE, ASSET_SCRIPT, ASSET_ICON, ASSET_API, ASSET_COUNT };

/** Names the files; call it once before any other. */
void assets_begin(void);
/** "/statique/style.1a2b3c4d.css" */
const char *asset_path(enum asset a);
/** The bytes of the file of that path, their length and type; NULL: there is none. */
const char *asset_find(const char *path, size_t *n, const char **type);

#endif
