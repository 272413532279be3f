# rhizome: `make demo` shows it, `make check` tests it, `make` builds build/rhizome.
#
# Settings may be given on the command line: make CC=clang SAN=address,undefined
CC      = cc
CFLAGS  = -O2 -g
PREFIX  = /usr/local
LIBDIR  = $(PREFIX)/lib
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
# What reads formats of others is linked by reader programs alone, never by the indexer.
HTML    := $(wildcard indexer/readers/html/html_*.c)
INDEXER := $(filter-out indexer/readers/%,$(wildcard indexer/*.c indexer/*/*.c))
IN_INDEXER := -Iindexer $(patsubst %/,-I%,$(sort $(dir $(filter-out indexer/readers/%,$(wildcard indexer/*/*.h))))) -Iindexer/readers/html
QUERY   := $(wildcard query/*.c query/*/*.c)
IN_QUERY := -Iquery $(patsubst %/,-I%,$(sort $(dir $(wildcard query/*/*.h))))
HTML_LIBS := $(shell pkg-config --libs libxml-2.0 2>/dev/null)
INDEX_CLI := cli/rhizome_indexer.c $(wildcard cli/index_*.c)
CLI     := $(filter-out $(INDEX_CLI),$(wildcard cli/*.c))
UNITS   := $(filter-out $(if $(HTML_LIBS),,%_html.c),$(wildcard tests/unit/test_*.c))
FUZZERS := $(filter-out $(if $(HTML_LIBS),,%_html.c),$(wildcard tests/fuzz/fuzz_*.c))
BENCHES := $(wildcard tests/bench/bench_*.c)

obj = $(patsubst %.c,$B/%.o,$(1))
# What is linked, libraries last, whatever the order of the rules that name it.
parts = $(filter-out %.a,$^) $(filter %.a,$^)

.PRECIOUS: $B/include/%.h $B/schema/%.o $B/indexer/%.o $B/query/%.o $B/cli/%.o $B/tests/%.o
all: $B/rhizome $B/libexec/rhizome-indexer readers

# The layers: each folder sees schema/ and itself; the programs see public headers only.
PUBLIC := rhizome_types.h rhizome_json.h rhizome.h rhizome_index.h
$B/include/%.h: schema/%.h
	@mkdir -p $(@D) && cp -p $< $@
$B/include/%.h: query/%.h
	@mkdir -p $(@D) && cp -p $< $@
$B/include/%.h: indexer/%.h
	@mkdir -p $(@D) && cp -p $< $@
INSTALLED := $(addprefix $B/include/,$(PUBLIC))

$B/schema/%.o: schema/%.c
	@mkdir -p $(@D)
	$(CC) $(REQUIRED) $(CFLAGS) -Ischema -c $< -o $@
$B/indexer/%.o: indexer/%.c
	@mkdir -p $(@D)
	$(CC) $(REQUIRED) $(CFLAGS) -Ischema $(IN_INDEXER) -c $< -o $@
$(call obj,$(HTML)): REQUIRED += $(patsubst -I%,-isystem %,$(shell pkg-config --cflags-only-I libxml-2.0 2>/dev/null))
# What .incbin reads is no header that -MMD sees.
$B/indexer/rules/gazetteer.o: $(wildcard indexer/gazetteers/*.bin)
$B/indexer/graph/known_bodies.o: $(wildcard indexer/gazetteers/*.txt)
$B/query/usual_acronyms.o: $(wildcard query/gazetteers/*.txt)
$B/query/%.o: query/%.c
	@mkdir -p $(@D)
	$(CC) $(REQUIRED) $(CFLAGS) -Ischema $(IN_QUERY) -c $< -o $@
$B/cli/%.o: cli/%.c | $(INSTALLED)
	@mkdir -p $(@D)
	$(CC) $(REQUIRED) $(CFLAGS) -I$B/include -Icli -c $< -o $@
$B/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(CC) $(REQUIRED) $(CFLAGS) -Ischema $(IN_INDEXER) $(IN_QUERY) -Itests -c $< -o $@

$B/librhizome.a: $(call obj,$(SCHEMA) $(QUERY))
	@rm -f $@ && ar rcs $@ $^
$B/librhizome-index.a: $(call obj,$(INDEXER))
	@rm -f $@ && ar rcs $@ $^

# The shared library exports what rhizome.h declares, and nothing else. Its number changes when a caller would have to be
# compiled again.
VERSION := $(shell sed -n 's/^.define RHIZOME_VERSION "\(.*\)"/\1/p' query/rhizome.h)
SONAME  := librhizome.so.0
$B/librhizome.map: query/rhizome.h tests/scripts/public_functions.sh
	@mkdir -p $(@D)
	@{ echo "RHIZOME_0 {"; echo "global:"; tests/scripts/public_functions.sh $< | sed 's/.*/    &;/'; echo "local: *;"; echo "};"; } >$@
$B/$(SONAME): $(call obj,$(SCHEMA) $(QUERY)) $B/librhizome.map
	$(CC) $(CFLAGS) $(if $(SAN),-fsanitize=$(SAN)) -shared -Wl,-soname,$(SONAME) -Wl,--version-script,$B/librhizome.map \
	    -Wl,-z,defs $(filter %.o,$^) $(LDFLAGS) $(QUERY_LIBS) -o $@

$B/rhizome: $(call obj,$(CLI)) $B/librhizome.a
	$(CC) $(CFLAGS) $(if $(SAN),-fsanitize=$(SAN)) $^ $(LDFLAGS) $(QUERY_LIBS) -o $@
$B/libexec/rhizome-indexer: $(call obj,$(INDEX_CLI)) $B/cli/entity.o $B/cli/options.o $B/cli/output.o $B/cli/objects.o $B/librhizome-index.a $B/librhizome.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(if $(SAN),-fsanitize=$(SAN)) $^ $(LDFLAGS) $(QUERY_LIBS) $(INDEX_LIBS) -o $@

# Programs that read formats of others, each in a sandbox: built where the library that it needs is there.
pkg = $(shell pkg-config --exists $(1) 2>/dev/null && echo yes)
READER := $(call obj,$(wildcard indexer/readers/*.c))
SEAL   := -lseccomp
ifeq ($(call pkg,poppler-glib libseccomp),yes)
READERS += $B/libexec/rhizome-reader-pdf
endif
ifeq ($(call pkg,libxml-2.0 libseccomp),yes)
READERS += $B/libexec/rhizome-reader
endif
readers: $(READERS)
ifeq ($(READERS),)
	@echo "rhizome ne lira ni PDF ni HTML : pour cela, installez libpoppler-glib-dev, libxml2-dev et libseccomp-dev, puis « make »."
endif
$B/indexer/readers/%.o: indexer/readers/%.c
	@mkdir -p $(@D)
	$(CC) $(REQUIRED) $(CFLAGS) -Ischema -Iindexer/helper -Iindexer/reading -Iindexer/readers/html -Iindexer/readers $(if $(filter indexer/readers/pdf/%,$<),$(shell pkg-config --cflags poppler-glib | sed 's/-I/-isystem /g')) -c $< -o $@
$B/libexec/rhizome-reader-pdf: $(call obj,$(wildcard indexer/readers/pdf/*.c)) $(READER) $B/librhizome-index.a $B/librhizome.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(if $(SAN),-fsanitize=$(SAN)) $^ $(LDFLAGS) $(shell pkg-config --libs poppler-glib) $(SEAL) $(QUERY_LIBS) -o $@
$B/libexec/rhizome-reader: $B/indexer/readers/html/main.o $(call obj,$(HTML)) $(READER) $B/librhizome-index.a $B/librhizome.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(if $(SAN),-fsanitize=$(SAN)) $^ $(LDFLAGS) $(HTML_LIBS) $(SEAL) $(QUERY_LIBS) $(INDEX_LIBS) -o $@

$B/tests/unit/%: $B/tests/unit/%.o $B/librhizome-index.a $B/librhizome.a
	$(CC) $(CFLAGS) $(if $(SAN),-fsanitize=$(SAN)) $(parts) $(LDFLAGS) $(QUERY_LIBS) $(INDEX_LIBS) -lcmocka -o $@
$B/tests/bench/%: $B/tests/bench/%.o $B/librhizome-index.a $B/librhizome.a
	$(CC) $(CFLAGS) $(if $(SAN),-fsanitize=$(SAN)) $^ $(LDFLAGS) $(QUERY_LIBS) $(INDEX_LIBS) -o $@

$B/tests/unit/test_html $B/tests/fuzz/fuzz_html $B/tests/fuzz/campaign_html: INDEX_LIBS += $(HTML_LIBS)
$B/tests/unit/test_html $B/tests/fuzz/fuzz_html $B/tests/fuzz/campaign_html: $(call obj,$(HTML))

# What typesets pages knows no PDF library.
LAYOUT := $(call obj,$(addprefix indexer/readers/pdf/,pieces.c regions.c survey.c typeset.c))
$B/tests/fuzz/fuzz_pdf_page $B/tests/fuzz/campaign_pdf_page: $(LAYOUT)

# A peer to compare with, where it is installed.
ifeq ($(shell pkg-config --exists sqlite3 && echo yes),yes)
$B/tests/bench/bench_index.o: REQUIRED += -DBENCH_SQLITE
$B/tests/bench/bench_index: INDEX_LIBS += -lsqlite3
endif

# The service: public headers, and the JSON objects of the command line.
HTTP := $(wildcard http/*.c)
HTTP_PIECES := $B/cli/objects.o $B/cli/chercher_json.o $B/cli/output.o
ifeq ($(shell pkg-config --exists libmicrohttpd && echo yes),yes)
all: $B/libexec/rhizome-serveur
endif
$B/http/%.o: http/%.c | $(INSTALLED)
	@mkdir -p $(@D)
	$(CC) $(REQUIRED) $(CFLAGS) -I$B/include -Icli -Ihttp -c $< -o $@
$B/http/assets.o: $(wildcard http/static/*)
$B/libexec/rhizome-serveur: $(call obj,$(HTTP)) $(HTTP_PIECES) $B/librhizome.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(if $(SAN),-fsanitize=$(SAN)) $^ $(LDFLAGS) $(QUERY_LIBS) -lmicrohttpd -lpthread -o $@

# ---- installing ----
$B/rhizome.pc: query/rhizome.h Makefile
	@printf '%s\n' 'prefix=$(PREFIX)' 'libdir=$(LIBDIR)' 'includedir=$${prefix}/include' '' 'Name: rhizome' \
	    'Description: French full text search and a graph of people, organisations and programmes, with proofs' \
	    'Version: $(VERSION)' 'Requires.private: lmdb libutf8proc libzstd libxxhash' 'Libs: -L$${libdir} -lrhizome' \
	    'Libs.private: -lstemmer -lm' 'Cflags: -I$${includedir}' >$@

# Manual pages: of the commands from their help, of the library from its header, of the rest from doc/.
MAN := $B/man
manual: all
	@rm -rf $(MAN) && mkdir -p $(MAN)/man1 $(MAN)/man3 $(MAN)/man5
	@doc/man/command_page.sh $B/rhizome $(VERSION) >$(MAN)/man1/rhizome.1
	@for c in $$($B/rhizome aide | sed -n 's/^  \([a-z]*\) .*/\1/p'); do \
	    doc/man/command_page.sh $B/rhizome $(VERSION) $$c >$(MAN)/man1/rhizome-$$c.1; done
	@doc/man/library_page.sh $(VERSION) query/rhizome.h >$(MAN)/man3/rhizome.3
	@doc/man/text_page.sh rhizome-format 5 "what a base of rhizome holds, byte by byte" doc/format.md >$(MAN)/man5/rhizome-format.5
	@doc/man/text_page.sh rhizome-corrections 5 "le fichier des corrections d'une base" doc/corrections.md >$(MAN)/man5/rhizome-corrections.5

install: manual $B/$(SONAME) $B/rhizome.pc
	install -d $(addprefix $(DESTDIR),$(PREFIX)/bin $(PREFIX)/include $(PREFIX)/libexec/rhizome $(LIBDIR)/pkgconfig $(PREFIX)/share/man)
	install $B/rhizome $(DESTDIR)$(PREFIX)/bin
	install $(wildcard $B/libexec/rhizome-*) $(DESTDIR)$(PREFIX)/libexec/rhizome
	install -m 644 query/rhizome.h schema/rhizome_types.h $(DESTDIR)$(PREFIX)/include
	install -m 644 $B/librhizome.a $(DESTDIR)$(LIBDIR)
	install -m 644 $B/$(SONAME) $(DESTDIR)$(LIBDIR)/librhizome.so.$(VERSION)
	ln -sf librhizome.so.$(VERSION) $(DESTDIR)$(LIBDIR)/$(SONAME)
	ln -sf $(SONAME) $(DESTDIR)$(LIBDIR)/librhizome.so
	install -m 644 $B/rhizome.pc $(DESTDIR)$(LIBDIR)/pkgconfig
	cp -r $(MAN)/. $(DESTDIR)$(PREFIX)/share/man

# ---- tests ----
TESTS := $(patsubst tests/unit/%.c,$B/tests/unit/%,$(UNITS))
REPLAYS := $(patsubst tests/fuzz/%.c,$B/tests/fuzz/%,$(FUZZERS))
$(REPLAYS): $B/tests/fuzz/%: $B/tests/fuzz/%.o $B/tests/fuzz/replay.o $B/librhizome-index.a $B/librhizome.a
	$(CC) $(CFLAGS) $(if $(SAN),-fsanitize=$(SAN)) $(parts) $(LDFLAGS) $(QUERY_LIBS) $(INDEX_LIBS) -o $@
$B/tests/tools/%: $B/tests/tools/%.o $B/librhizome-index.a $B/librhizome.a
	$(CC) $(CFLAGS) $(if $(SAN),-fsanitize=$(SAN)) $^ $(LDFLAGS) $(QUERY_LIBS) $(INDEX_LIBS) -o $@
TOOLS := $(patsubst %.c,$B/%,$(wildcard tests/tools/*.c))

# Crashes: a program and the library that records what it writes.
CRASH := $B/tests/crash/crash $B/tests/crash/recorder.so
$B/tests/crash/crash: $B/tests/crash/crash.o $B/tests/crash/story.o $B/librhizome-index.a $B/librhizome.a
	$(CC) $(CFLAGS) $(if $(SAN),-fsanitize=$(SAN)) $^ $(LDFLAGS) $(QUERY_LIBS) $(INDEX_LIBS) -ldl -o $@
$B/tests/crash/recorder.so: tests/crash/recorder.c
	@mkdir -p $(@D)
	$(CC) $(filter-out -MMD -MP -fsanitize=%,$(REQUIRED)) $(CFLAGS) -shared $< -ldl -o $@
# Faults: memory and writes that fail.
FAULT := $B/tests/fault/fault $B/tests/crash/recorder.so
WRAP := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free,--wrap=strdup,--wrap=asprintf
$B/tests/fault/fault: $B/tests/fault/fault.o $B/librhizome-index.a $B/librhizome.a
	$(CC) $(CFLAGS) $(if $(SAN),-fsanitize=$(SAN)) $^ $(WRAP) $(LDFLAGS) $(QUERY_LIBS) $(INDEX_LIBS) -ldl -o $@

units: $(TESTS)
unit-%: $B/tests/unit/test_%
	$<

# The quick part: units, saved fuzz inputs, recorded sessions.
test: all units $(REPLAYS)
	@tests/scripts/suite.sh $B quick

# Everything.
check: packages
	@$(MAKE) --no-print-directory all units $(REPLAYS) $(TOOLS) $(CRASH) $(FAULT) check-headers
	@tests/scripts/suite.sh $B whole

# make crash IMAGES=5000 KILLS=200 SEED=7: more of what `make check` does of it.
IMAGES = 1000
KILLS = 200
SEED = 1
crash: $(CRASH)
	@tests/crash/crash.sh $B/tests/crash $(IMAGES) $(KILLS) $(SEED)

packages:
	@tests/scripts/need.sh tests/packages.txt

# Each header compiles alone, so that it can be included first.
# words.h needs poppler, which only one program has.
HEADERS := $(filter-out indexer/readers/pdf/words.h,$(wildcard schema/*.h indexer/*.h indexer/*/*.h indexer/readers/*/*.h query/*.h query/*/*.h))
check-headers: $(HEADERS:%=$B/%.alone)
$B/%.h.alone: %.h
	@mkdir -p $(@D)
	@$(CC) $(filter-out -MMD -MP,$(REQUIRED)) -Ischema $(if $(filter indexer/%,$<),$(IN_INDEXER)) $(if $(filter query/%,$<),$(IN_QUERY)) $(if $(filter indexer/readers/%,$<),-Iindexer/readers) -I$(<D) -fsyntax-only -x c $< && touch $@

demo: packages
	@$(MAKE) --no-print-directory -s all
	@tests/scripts/demo.sh $B/rhizome $B/demo.rhz

# What is read from the documents whose answers are written beside them: precision, recall, F1.
evaluer: all
	@python3 tests/scripts/evaluate.py $B/rhizome $(patsubst %/reponses.jsonl,%,$(wildcard corpus/reponses.jsonl)) tests/styles

bench: all $(patsubst %.c,$B/%,$(BENCHES))
	@for b in $(patsubst %.c,$B/%,$(BENCHES)); do echo "== $$b"; $$b || exit 1; done

# make fuzz-query FUZZ_SECONDS=600: a campaign; `make fuzz`: one on each target. What it finds joins tests/fuzz/seeds.
FUZZ_SECONDS = 60
FUZZ_SAN := fuzzer-no-link,address,undefined
FUZZ_BUILD := build-$(subst $(comma),-,$(FUZZ_SAN))-clang
$B/tests/fuzz/campaign_%: $B/tests/fuzz/fuzz_%.o $B/librhizome-index.a $B/librhizome.a
	$(CC) -fsanitize=fuzzer,address,undefined $(parts) $(LDFLAGS) $(QUERY_LIBS) $(INDEX_LIBS) -o $@
fuzz-%: tests/fuzz/fuzz_%.c
	@$(MAKE) --no-print-directory -s CC="$(FUZZ_CC)" SAN=$(FUZZ_SAN) CFLAGS="-O1 -g" $(FUZZ_BUILD)/tests/fuzz/campaign_$*
	@mkdir -p $(FUZZ_BUILD)/corpus/$* tests/fuzz/seeds/$*
	$(FUZZ_BUILD)/tests/fuzz/campaign_$* -entropic=0 -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=2048 \
	    -print_final_stats=1 -artifact_prefix=$(FUZZ_BUILD)/$*- $(wildcard tests/fuzz/$*.dict:%=-dict=%) \
	    $(FUZZ_BUILD)/corpus/$* tests/fuzz/seeds/$*
FUZZ_CC = clang
fuzz: $(patsubst tests/fuzz/fuzz_%.c,fuzz-%,$(FUZZERS))

# make bench-graphe NODES=1000000 EDGES=10000000: relationship queries beside SQLite, over a made graph.
NODES = 100000
EDGES = 1000000
$B/tests/bench/graphe/graphe: $B/tests/bench/graphe/graphe.o $B/librhizome.a
	$(CC) $(CFLAGS) $(if $(SAN),-fsanitize=$(SAN)) $^ $(LDFLAGS) $(QUERY_LIBS) -lsqlite3 -o $@
bench-graphe: all $B/tests/bench/graphe/graphe $B/tests/tools/make_graph
	@tests/bench/graphe/run.sh $B $(NODES) $(EDGES)

clean:
	rm -rf build build-*

.PHONY: all readers install manual units test check crash packages check-headers demo evaluer bench fuzz clean
-include $(shell find $B -name '*.d' 2>/dev/null)
