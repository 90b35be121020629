# The chain over a folder of documents: `tiyao run IN OUT` runs this file, and so does
#
#   make -f PREFIX/share/tiyao/tiyao.mk run IN=articles OUT=data
#
# A makefile of your own calls it by a line like the above in a recipe (with $(MAKE)), which costs
# nothing when there is nothing to do.
#
# Settings: IN and OUT (folders), RULES (folders of rule packs), MAXDOC (bytes of the largest
# document), ALLOW_SKIPPED=1, SHARD (documents a shard), COVERAGE=1 (count what each rule costs
# and gives, for tiyao-coverage), EXPECT=fatal or off (what to do where the datasets are not as the
# packs expect), FORMATS (also write the datasets for other tools, tiyao-export(1)), LABELS=en (labels
# in them in English). With -j shards run side by side; the datasets are the same bytes whatever it is. -n
# shows the command and runs nothing.

override IN := $(value IN)
override OUT := $(value OUT)
override RULES := $(value RULES)
override MAXDOC := $(value MAXDOC)
override EXPECT := $(value EXPECT)
override FORMATS := $(value FORMATS)
override LABELS := $(value LABELS)
export IN OUT RULES MAXDOC ALLOW_SKIPPED SHARD COVERAGE EXPECT FORMATS LABELS
MAKEOVERRIDES :=

script := "$${TIYAO_SHARE:-$(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))}/run.bash"

.PHONY: run
# Status 1 (documents were skipped) answers a question (-q), so that make adds no line to the last
# one. The + before a recipe hands -j on; with -n the recipe is without it. By exec each line is one
# process from make's side, which a signal to make reaches.
ifeq ($(strip $(foreach f,n t q,$(findstring $f,$(filter-out --%,$(firstword -$(MAKEFLAGS)))))),)
MAKEFLAGS += -q
run:
	+@MAKE='$(MAKE)' exec bash $(script)
	+@exec bash $(script) --report
else
run:
	bash $(script)
	bash $(script) --report
endif
