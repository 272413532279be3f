# rhizome: `make demo` shows it, `make check` tests it, `make` builds build/rhizome.
#
# Settings may be given on the command line: make CC=clang SAN=address,undefined
CC      = cc
CFLAGS  = -O2 -g
PREFIX  = /usr/local
DESTDIR =
SAN     =
WERROR  =

comma := ,
B := build$(if $(SAN),-$(subst $(comma),-,$(SAN)))$(if $(filter clang%,$(notdir $(CC))),-clang)

REQUIRED := -std=c11 -D_GNU_SOURCE -fPIC -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
            -Wwrite-strings -Wvla -MMD -MP $(if $(WERROR),-Werror) \
            $(if $(SAN),-fsanitize=$(SAN) -fno-omit-frame-pointer -fno-sanitize-recover=all)
QUERY_LIBS := -llmdb -lstemmer -lutf8proc -lzstd -lxxhash -lm
INDEX_LIBS := -ljansson

SCHEMA  := $(wildcard schema/*.c)
INDEXER := $(wildcard indexer/*.c indexer/readers/*.c)
QUERY   := $(wildcard query/*.c)
CLI     := $(filter-out cli/rhizome_indexer.c,$(wildcard cli/*.c))
UNITS   := $(wildcard tests/unit/test_*.c)
FUZZERS := $(wildcard tests/fuzz/fuzz_*.c)
BENCHES := $(wildcard tests/bench/bench_*.c)

obj = $(patsubst %.c,$B/%.o,$(1))

.SECONDARY:
all: $B/rhizome $B/libexec/rhizome-indexer

# The layers: each folder sees schema/ and itself; the programs see public headers only.
PUBLIC := rhizome_types.h rhizome_json.h rhizome.h rhizome_index.h
$B/include/%.h: schema/%.h
	@mkdir -p $(@D) && cp $< $@
$B/include/%.h: query/%.h
	@mkdir -p $(@D) && cp $< $@
$B/include/%.h: indexer/%.h
	@mkdir -p $(@D) && cp $< $@
INSTALLED := $(addprefix $B/include/,$(PUBLIC))

$B/schema/%.o: schema/%.c
	@mkdir -p $(@D)
	$(CC) $(REQUIRED) $(CFLAGS) -Ischema -c $< -o $@
$B/indexer/%.o: indexer/%.c
	@mkdir -p $(@D)
	$(CC) $(REQUIRED) $(CFLAGS) -Ischema -Iindexer -c $< -o $@
$B/query/%.o: query/%.c
	@mkdir -p $(@D)
	$(CC) $(REQUIRED) $(CFLAGS) -Ischema -Iquery -c $< -o $@
$B/cli/%.o: cli/%.c | $(INSTALLED)
	@mkdir -p $(@D)
	$(CC) $(REQUIRED) $(CFLAGS) -I$B/include -Icli -c $< -o $@
$B/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(CC) $(REQUIRED) $(CFLAGS) -Ischema -Iindexer -Iquery -Itests -c $< -o $@

$B/librhizome.a: $(call obj,$(SCHEMA) $(QUERY))
	@rm -f $@ && ar rcs $@ $^
$B/librhizome-index.a: $(call obj,$(INDEXER))
	@rm -f $@ && ar rcs $@ $^

$B/rhizome: $(call obj,$(CLI)) $B/librhizome.a
	$(CC) $(CFLAGS) $(if $(SAN),-fsanitize=$(SAN)) $^ $(LDFLAGS) $(QUERY_LIBS) -o $@
$B/libexec/rhizome-indexer: $B/cli/rhizome_indexer.o $B/cli/options.o $B/cli/output.o $B/cli/objects.o $B/librhizome-index.a $B/librhizome.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(if $(SAN),-fsanitize=$(SAN)) $^ $(LDFLAGS) $(QUERY_LIBS) $(INDEX_LIBS) -o $@

$B/tests/unit/%: $B/tests/unit/%.o $B/librhizome-index.a $B/librhizome.a
	$(CC) $(CFLAGS) $(if $(SAN),-fsanitize=$(SAN)) $^ $(LDFLAGS) $(QUERY_LIBS) $(INDEX_LIBS) -lcmocka -o $@
$B/tests/bench/%: $B/tests/bench/%.o $B/librhizome-index.a $B/librhizome.a
	$(CC) $(CFLAGS) $(if $(SAN),-fsanitize=$(SAN)) $^ $(LDFLAGS) $(QUERY_LIBS) $(INDEX_LIBS) -o $@

units: $(patsubst tests/unit/%.c,$B/tests/unit/%,$(UNITS))
unit-%: $B/tests/unit/test_%
	$<

clean:
	rm -rf build build-*

.PHONY: all units clean
-include $(shell find $B -name '*.d' 2>/dev/null)
