# The steps of each shard, run in the working folder OUT/.tiyao by run.bash. All names here are made
# by tiyao-plan and harmless; the names of documents and folders stay in manifests and variables.

MAKEFLAGS += -rR --no-print-directory
.SUFFIXES:
.DELETE_ON_ERROR:
.SECONDARY:
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:

shards := $(file <order)
rows := $(shards:%=rows/%.jsonl)
coverage := $(if $(TIYAO_COVERAGE),$(shards:%=cover/%.tsv))

# $packs holds options for the packs; messages name files as seen from where make was started.
enter = work=$$PWD; eval "packs=($$TIYAO_PACKS)"; cd -- "$$TIYAO_START"
done = sync -d "$$work/$(file).part"; mv -f "$$work/$(file).part" "$$work/$(file)"
# What is made: the rule for rows may be asked for the coverage that comes with them.
file = $(@:cover/%.tsv=rows/%.jsonl)
nothing = printf '{"record":"complete","documents":0,"records":0}\n'

# Holds the rows of each dataset, then what is to be said of skipped documents.
tables: order tables.stamp $(rows) $(coverage)
	@$(enter)
	files=() status=0
	while read -r shard; do files+=("$$work/rows/$$shard.jsonl"); done <"$$work/order"
	tiyao-tabulate --allow-skipped --label . --counts "$$work/$@.part" --out "$$OUT" \
	  "$${packs[@]}" -- "$${files[@]}" 2>"$$work/$@.said" || status=$$?
	skipped='^tiyao: \([0-9]* of [0-9]* documents skipped\), see .*'
	grep -v "$$skipped" "$$work/$@.said" >&2 || :
	[ $$status = 0 ] || exit $$status
	sed -n "s/$$skipped/skipped \1/p" "$$work/$@.said" >>"$$work/$@.part"
	mv -f "$$work/$@.part" "$$work/$@"

# What the packs expect of the datasets and does not hold; it is said at the end of every run.
expected: tables
	@$(enter)
	status=0
	tiyao-expect "$${packs[@]}" -- "$$OUT" 2>"$$work/$@.said" || status=$$?
	[ $$status -le 1 ] || { cat "$$work/$@.said" >&2; exit $$status; }
	mv -f "$$work/$@.said" "$$work/$@"

# The datasets for other tools.
exported: tables
	@$(enter)
	tiyao-export "$${packs[@]}" --labels "$$LABELS" $$FORMATS -- "$$OUT"
	printf '%s\n' "$$FORMATS $$LABELS" >"$$work/$@.part"
	mv -f "$$work/$@.part" "$$work/$@"

# A status of 1 says that read skipped documents; it has said which, and the rest is whole.
text/%.jsonl: shards/%.list shards/%.state text.checked | tables.checked
	@$(enter)
	eval "limits=($$TIYAO_LIMITS)"
	{ tiyao-read --manifest "$$work/$<" --root "$$IN" "$${limits[@]}" || [ $$? = 1 ]; } |
	  tiyao-normalize "$${packs[@]}" | tiyao-segment "$${packs[@]}" >"$$work/$@.part"
	$(done)

# Coverage that is not asked for goes: it would be that of other rows.
rows/%.jsonl $(if $(coverage),cover/%.tsv): text/%.jsonl rules.checked | tables.checked
	@$(enter)
	rm -f "$$work/cover/$*.tsv"
	tiyao-match "$${packs[@]}" $(if $(coverage),--coverage "$$work/cover/$*.tsv") <"$$work/$<" |
	  tiyao-resolve "$${packs[@]}" >"$$work/$(file).part"
	$(done)
	[ -z "$$TIYAO_PROGRESS" ] || bash "$$TIYAO_SHARE/run.bash" --progress

# A bad pack is said once, before any shard.
text.checked: text.stamp
	@$(enter)
	$(nothing) | tiyao-normalize "$${packs[@]}" >/dev/null
	$(nothing) | tiyao-segment "$${packs[@]}" >/dev/null
	: >"$$work/$@"
rules.checked: rules.stamp
	@$(enter)
	$(nothing) | tiyao-match "$${packs[@]}" >/dev/null
	$(nothing) | tiyao-resolve "$${packs[@]}" >/dev/null
	: >"$$work/$@"
tables.checked: tables.stamp
	@$(enter)
	$(nothing) | tiyao-tabulate --out "$$work/empty" "$${packs[@]}"
	rm -rf "$$work/empty"
	: >"$$work/$@"
