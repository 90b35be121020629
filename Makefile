# tiyao: build, test and run. `make help` lists the targets.
#
# Programs are found by wildcard: stages/NAME/main.c gives out/bin/tiyao-NAME, linked with the other
# .c files of its folder and what it uses of stages/lib. Manual pages stand beside the sources.

MAKEFLAGS += --no-builtin-rules --no-builtin-variables --no-print-directory
.SUFFIXES:
.DELETE_ON_ERROR:
.SECONDARY:
.SECONDEXPANSION:
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := all

PREFIX ?= /usr/local
DESTDIR ?=
B := $(if $(SAN),out/san,out)
CC := $(if $(filter default undefined,$(origin CC)),gcc,$(CC))
AR := ar
CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes \
  -Wmissing-prototypes -Wwrite-strings -Wformat=2 -Wvla $(if $(WERROR),-Werror)
SANITIZE := $(if $(SAN),-fsanitize=address -fsanitize=undefined -fno-sanitize-recover=all \
  -fno-omit-frame-pointer)

# What make was asked to do without doing it (-n, -t, -q).
short := $(filter-out --%,$(firstword -$(MAKEFLAGS)))
DRY := $(if $(findstring =,$(short)),,$(strip $(foreach f,n t q,$(findstring $f,$(short)))))

# ---- what must be installed ----

# Debian's packages; COMMAND=PACKAGE where any package with that command will do.
PACKAGES := gcc=gcc pkg-config=pkgconf opencc_dict=opencc mandoc=mandoc libc6-dev libicu-dev \
  libpcre2-dev libyaml-dev libcsv-dev libjansson-dev nettle-dev libopencc-data \
  libsqlite3-dev libxlsxwriter-dev libarchive-dev libxml2-dev libreadstat-dev \
  zlib1g-dev
CHECK_PACKAGES := jq libcmocka-dev locales localedef=libc-bin setpriv=util-linux sqlite3 python3-openpyxl

LIBRARIES := icu-uc icu-i18n libpcre2-8 yaml-0.1 jansson nettle sqlite3 xlsxwriter libarchive libxml-2.0

# Flags of the libraries, written by a rule that make runs before all else; the list of installed
# packages being newer is what makes it look again.
needless := help clean run format
ifneq ($(filter-out $(needless),$(or $(MAKECMDGOALS),all)),)
ifeq ($(DRY),)
include $B/build/flags.mk
endif
endif

$B/build/flags.mk: Makefile .ci/packages $(wildcard /var/lib/dpkg/status)
	@.ci/packages $(PACKAGES)
	@mkdir -p $(@D)
	@cflags=$$(pkg-config --cflags $(LIBRARIES)) && libs=$$(pkg-config --libs $(LIBRARIES)) && \
	printf 'LIB_CFLAGS := %s\nLIBS := %s -lcsv -lreadstat -lm\n' "$$cflags" "$$libs" >$@

$B/build/check-packages: Makefile .ci/packages $(wildcard /var/lib/dpkg/status)
	@.ci/packages $(CHECK_PACKAGES)
	@mkdir -p $(@D) && touch $@

# ---- programs ----

ALL_CFLAGS = -std=c11 -D_POSIX_C_SOURCE=200809L -iquote stages/lib $(WARNINGS) $(SANITIZE) \
  '-ffile-prefix-map=$(CURDIR)=.' $(LIB_CFLAGS) $(CFLAGS)
ALL_LDFLAGS = -Wl,--as-needed $(SANITIZE) $(CFLAGS) $(LDFLAGS)
compile = $(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<
link = $(CC) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(ALL_LDFLAGS) $(LIBS)
Q := $(if $V,,@)
say = $(if $(or $V,$(DRY)),,@echo '  $1')

STAGES := $(patsubst stages/%/main.c,%,$(wildcard stages/*/main.c))
PROGRAMS := $(patsubst tiyao-tiyao,tiyao,$(addprefix tiyao-,$(STAGES)))
BIN := $(addprefix $B/bin/,$(PROGRAMS))
LIB := $B/build/libtiyao.a
object = $(patsubst %.c,$B/build/%.o,$1)
LIB_OBJECTS := $(call object,$(wildcard stages/lib/*.c))
OBJECTS := $(call object,$(wildcard stages/*/*.c tests/*/*.c))

$B/build/%.o: %.c $B/build/flags
	@mkdir -p $(@D)
	$(call say,compile $<)
	$Q$(compile)

# Holds the command line, so that other flags or another compiler build all anew.
flags := $(CC) $(ALL_CFLAGS) $(LDFLAGS) $(LIBS)
ifdef LIBS
ifneq ($(file <$B/build/flags),$(flags))
$(file >$B/build/flags,$(flags))
endif
endif
$B/build/flags: ;

$(LIB): $(LIB_OBJECTS)
	@rm -f $@
	$Q$(AR) rcsD $@ $^

$B/bin/tiyao: $(call object,$(wildcard stages/tiyao/*.c)) $(LIB)
	@mkdir -p $(@D)
	$(call say,link $@)
	$Q$(link)

$B/bin/tiyao-%: $$(addprefix $B/build/,$$(addsuffix .o,$$(basename $$(wildcard stages/$$*/*.c)))) $(LIB)
	@mkdir -p $(@D)
	$(call say,link $@)
	$Q$(link)

# lint reads the operations of a pack with what resolve reads them with.
$B/bin/tiyao-lint: $(filter-out %/main.o,$(call object,$(wildcard stages/resolve/*.c)))

-include $(wildcard $(OBJECTS:.o=.d))

# ---- data beside the programs ----

SHARE := $B/share/tiyao
TABLES := $(addprefix $(SHARE)/opencc/,TSCharacters.txt TSPhrases.txt) $(SHARE)/latin/readings.txt
MANUALS := $(wildcard stages/*/*.[1-8])
DATA := $(TABLES) $(SHARE)/rules $(SHARE)/schemas \
  $(addprefix $(SHARE)/,tiyao.mk shards.mk run.bash) \
  $(addprefix $(SHARE)/man/,$(notdir $(MANUALS))) \
  $(addprefix $(SHARE)/doc/,$(addsuffix .txt,$(notdir $(MANUALS))))

$(SHARE)/opencc/%.txt: /usr/share/opencc/%.ocd2
	@mkdir -p $(@D)
	$Qopencc_dict -i $< -o $@.part -f ocd2 -t text && mv $@.part $@

# Each character of the CJK block and its reading: ICU's transliterator is too slow to open at run time.
$(SHARE)/latin/readings.txt:
	@mkdir -p $(@D) && echo '  table $@'
	@export LC_ALL=C.UTF-8 && \
	  printf "$$(seq 19968 40959 | awk '{ printf "\\U%08x\\n", $$1 }')\n" >$@.han && \
	  uconv -f UTF-8 -t UTF-8 -x Han-Latin $@.han | paste $@.han - >$@.part && \
	  rm $@.han && mv $@.part $@

$(SHARE)/rules $(SHARE)/schemas:
	@mkdir -p $(@D) && ln -sfnr $(@F) $@

$(SHARE)/%: stages/batch/%
	@mkdir -p $(@D) && cp $< $@

$(SHARE)/man/%: $$(wildcard stages/*/$$*)
	@mkdir -p $(@D) && cp $< $@

$(SHARE)/doc/%.txt: $$(wildcard stages/*/$$*)
	@mkdir -p $(@D)
	@mandoc -T utf8 -O width=80 $< | LC_ALL=C.UTF-8 sed 's/.\x08//g' >$@

# ---- what a person asks for ----

.PHONY: all help run evaluate check check-tools golden bench measure install uninstall clean format lint FORCE

all: $(BIN) $(DATA) ## build all programs into out/bin (the default)
	@:

help: ## list the targets
	@echo 'usage: make [TARGET] [NAME=VALUE ...]'
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1\t\2/p' Makefile | expand -t 12
	@echo 'settings of run: IN OUT RULES MAXDOC ALLOW_SKIPPED SHARD COVERAGE EXPECT FORMATS LABELS (see README.md), of evaluate also GOLD'
	@echo 'settings of the build: CC CFLAGS WERROR=1 SAN=1 V=1 PREFIX DESTDIR'

# The names that a person gives may hold anything. They reach the shell as environment variables:
# $(value) keeps make from expanding what stands in them.
IN ?= tests/articles
OUT ?= out/data
RULES ?= rules/zh-politics
GOLD ?= tests/gold
override GOLD := $(value GOLD)
override IN := $(value IN)
override OUT := $(value OUT)
override RULES := $(value RULES)
override MAXDOC := $(value MAXDOC)
override EXPECT := $(value EXPECT)
override FORMATS := $(value FORMATS)
override LABELS := $(value LABELS)
export GOLD IN OUT RULES MAXDOC ALLOW_SKIPPED SHARD COVERAGE EXPECT FORMATS LABELS CC CFLAGS LDFLAGS WERROR SAN
MAKEOVERRIDES :=

# A run whose documents were not all readable has status 1 and says so in its last line. make would
# add a line of its own, but not where it was asked a question (-q), which status 1 answers.
ifeq ($(or $(DRY),$(MAKECMDGOALS)),run)
MAKEFLAGS += -q
endif
no_question = flags="$${MAKEFLAGS%% *}"; rest="$${MAKEFLAGS\#"$$flags"}"; \
  case $$flags in -* | *=*) ;; *) MAKEFLAGS="$${flags//q}$$rest" ;; esac

ifeq ($(DRY),)
run: ## make the datasets of the documents in IN and put them in OUT
	+@$(no_question); exec $(MAKE) all
	+@$(no_question); exec $(MAKE) -f $(SHARE)/tiyao.mk run
else
run:
	$(MAKE) all
	$(MAKE) -f $(SHARE)/tiyao.mk run
endif

evaluate: run ## make the datasets and compare them with the gold in GOLD (tests/gold)
	@bash $(SHARE)/run.bash --evaluate

UNIT := $(patsubst %.c,$B/build/%,$(wildcard tests/unit/test_*.c))
TRACE := $(patsubst %.c,$B/build/%,$(wildcard tests/trace/*.c tests/manual/*.c))
BENCH := $(patsubst %.c,$B/build/%,$(wildcard tests/bench/*.c))

$(UNIT): $B/build/check-packages
$(UNIT): LIBS += -lcmocka
$(UNIT) $(TRACE) $(BENCH): %: %.o $(LIB)
	$(call say,link $@)
	$Q$(link)

.PHONY: tests
tests: all $(UNIT) $(TRACE)

check: $B/build/check-packages ## run all tests
	+@$(MAKE) tests && $(if $(SAN),:,$(MAKE) SAN=1 all) && tests/run $(TESTS)

check-tools: all ## open exports with the tools that people use, and compare what each reads
	@tests/tools/run

golden: all ## write the expected outputs of the tests of stages anew
	@tests/run --golden

bench: all $(BENCH) ## measure how fast the chain is (SIZE=10, in MB), and exports (ROWS=200000)
	@tests/bench/run $(or $(SIZE),10)
	@tests/bench/scaling $(or $(SIZE),10)
	@tests/bench/export $(or $(ROWS),200000)

measure: all ## compare with public sets in ../shared/data, where they are
	@tests/measure/run $(SETS)

man = $(DESTDIR)$(PREFIX)/share/man
install: all ## install below PREFIX (/usr/local), in DESTDIR
	@install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/share/tiyao"
	@install $(BIN) "$(DESTDIR)$(PREFIX)/bin"
	@rm -rf "$(DESTDIR)$(PREFIX)/share/tiyao"/{opencc,latin,rules,schemas,man,doc}
	@cp -RL $(SHARE)/. "$(DESTDIR)$(PREFIX)/share/tiyao"
	@for page in $(MANUALS); do \
	  install -D -m 644 "$$page" "$(man)/man$${page##*.}/$${page##*/}"; done

uninstall: ## remove what install put there
	@rm -rf "$(DESTDIR)$(PREFIX)/share/tiyao"
	@rm -f $(addprefix "$(DESTDIR)$(PREFIX)"/bin/,$(PROGRAMS)) \
	  $(foreach page,$(MANUALS),"$(man)/man$(subst .,,$(suffix $(page)))/$(notdir $(page))")

clean: ## remove out/, the datasets in it too
	@rm -rf out

SOURCES := $(wildcard stages/*/*.[ch] tests/*/*.[ch])
format: ## lay the C files out with clang-format
	@clang-format -i $(SOURCES)

lint: ## look the C files over: clang-format, clang-tidy, cppcheck
	@clang-format --dry-run -Werror $(SOURCES)
	@printf '%s\n' $(filter %.c,$(SOURCES)) | xargs -P $$(nproc) -I{} \
	  clang-tidy --quiet {} -- $(filter-out -Werror '-ffile%,$(ALL_CFLAGS)) 2>/dev/null
	@cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,performance,portability \
	  --inline-suppr --suppress=missingIncludeSystem --suppress=autoVariables --suppress=objectIndex -j $$(nproc) -I stages/lib \
	  -D_POSIX_C_SOURCE=200809L stages tests
