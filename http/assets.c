/* assets.c -- files that the assembler takes in (.incbin), named by a hash of their bytes. */
#include "assets.h"

#include <stdio.h>
#include <string.h>
#include <xxhash.h>

#define TAKE_IN(symbol, file) \
    __asm__(".section .rodata\n.balign 8\n" #symbol ":\n.incbin \"" file "\"\n" #symbol "_end:\n.byte 0\n.previous\n"); \
    extern const char symbol[], symbol##_end[]

TAKE_IN(asset_style_css, "http/static/style.css");
TAKE_IN(asset_app_js, "http/static/app.js");
TAKE_IN(asset_icon_svg, "http/static/icon.svg");
TAKE_IN(asset_openapi_json, "http/static/openapi.json");

static struct file {
    const char *begin, *end, *name, *suffix, *type;
    char path[64];
} files[ASSET_COUNT] = {
    [ASSET_STYLE] = {asset_style_css, asset_style_css_end, "style", "css", "text/css; charset=utf-8", ""},
    [ASSET_SCRIPT] = {asset_app_js, asset_app_js_end, "app", "js", "text/javascript; charset=utf-8", ""},
    [ASSET_ICON] = {asset_icon_svg, asset_icon_svg_end, "icone", "svg", "image/svg+xml", ""},
    [ASSET_API] = {asset_openapi_json, asset_openapi_json_end, "openapi", "json", "application/json", ""},
};

void assets_begin(void)
{
    size_t i;

    for (i = 0; i < ASSET_COUNT; i++) {
        struct file *f = &files[i];
        snprintf(f->path, sizeof f->path, "/statique/%s.%08x.%s", f->name, (unsigned)XXH3_64bits(f->begin, (size_t)(f->end - f->begin)), f->suffix);
    }
}

const char *asset_path(enum asset a)
{
    return files[a].path;
}

const char *asset_find(const char *path, size_t *n, const char **type)
{
    size_t i;

    for (i = 0; i < ASSET_COUNT; i++)
        if (strcmp(files[i].path, path) == 0) {
            *n = (size_t)(files[i].end - files[i].begin);
            *type = files[i].type;
            return files[i].begin;
        }
    return NULL;
}
