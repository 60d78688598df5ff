# zeppelin-kafka: `make help` lists the targets.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := release

# A variant builds beside the others in build/<variant>/.
VARIANT ?= release
BUILD := build/$(VARIANT)
V ?= 0
Q := $(if $(filter 1,$(V)),,@)
CC ?= gcc
ifeq ($(origin CC),default)
CC := gcc
endif
T ?=
JOBS ?= $(shell nproc)

CACHE ?= $(or $(ZEPPELIN_KAFKA_CACHE),$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/zeppelin-kafka)
RDKAFKA ?= pinned
RDKAFKA_DIR := $(CACHE)/librdkafka-2.15.1
# The live view's chart library: name, version and hash of its npm package.
UPLOT := uplot@1.6.32 4b8a8191e425658e3ea8c8c1314b0fc679c861ee3a1af2b20c7b16ba50b5133d

WARNINGS := -Wall -Wextra -Werror -Wshadow -Wconversion -Wno-sign-conversion -Wstrict-prototypes \
  -Wmissing-prototypes -Wvla -Wformat=2 -Wwrite-strings -Wundef -Wimplicit-fallthrough
CFLAGS_ALL := -std=gnu11 -g -fno-common -fvisibility=hidden -fstack-protector-strong -pthread -MMD -MP
CFLAGS_release := -O2 -D_FORTIFY_SOURCE=2
CFLAGS_asan := -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
CFLAGS_tsan := -O1 -fno-omit-frame-pointer -fsanitize=thread
CFLAGS_clang := -O1
CFLAGS_fuzz := -O1 -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined \
  -fno-sanitize-recover=undefined
CFLAGS_fault := -O1 -DFAULTS
LDFLAGS_asan := -fsanitize=address,undefined
LDFLAGS_tsan := -fsanitize=thread
LDFLAGS_fuzz := -fsanitize=address,undefined
LDFLAGS_ALL := -pthread -Wl,--as-needed

PKGS := glib-2.0 libpcre2-8 gobject-2.0 gio-2.0 jansson thrift_c_glib libwebsockets zlib
PKG_CFLAGS = $(shell pkg-config --cflags $(PKGS) | sed 's/-I/-isystem /g')
PKG_LIBS = $(shell pkg-config --libs $(PKGS))
ifeq ($(RDKAFKA),system)
RDKAFKA_STAMP :=
RDKAFKA_CFLAGS = $(shell pkg-config --cflags rdkafka | sed 's/-I/-isystem /g')
RDKAFKA_LIBS = $(shell pkg-config --libs rdkafka)
else
RDKAFKA_STAMP := $(RDKAFKA_DIR)/lib/librdkafka.a
RDKAFKA_CFLAGS := -isystem $(RDKAFKA_DIR)/include
RDKAFKA_LIBS = $(RDKAFKA_STAMP) -lssl -lcrypto -lz -lzstd -lm -ldl
endif
LIBS = $(RDKAFKA_LIBS) -lpg_query -lmpfr -lgmp -lavro -llmdb $(PKG_LIBS)

GEN := $(BUILD)/gen
INCLUDES = -Iinterpreter -include base/banned.h -isystem $(GEN) $(PKG_CFLAGS) $(RDKAFKA_CFLAGS)
COMPILE = $(CC) $(CFLAGS_ALL) $(CFLAGS_$(VARIANT)) $(WARNINGS) $(INCLUDES)

# Rooms: one folder, one archive. FLOORS gives each room's wing and floor, and so what it may link.
FLOORS := interpreter/FLOORS
ROOMS := $(notdir $(patsubst %/,%,$(dir $(wildcard interpreter/*/README.md) $(wildcard interpreter/*/*.c))))
ROOMS := $(sort $(ROOMS))
room_sources = $(wildcard interpreter/$(1)/*.c)
room_objects = $(patsubst interpreter/%.c,$(BUILD)/obj/%.o,$(call room_sources,$(1)))
# The archives a room's test links: itself, then lower floors of its wing and the ground, top first.
room_below = $(filter $(ROOMS),$(shell scripts/floors below $(1)))
archive = $(BUILD)/lib/$(1).a
ALL_ROOMS_TOP_FIRST := $(filter $(ROOMS),$(shell scripts/floors order))
GEN_ARCHIVE := $(if $(wildcard interpreter/rpc/*.thrift),$(BUILD)/lib/gen.a)

BINARY := $(BUILD)/zeppelin-kafka

.PHONY: release
release: $(BINARY) ## build build/release/zeppelin-kafka (installs nothing; see `make deps`)

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

.PHONY: deps deps-test
deps: ## install what a build needs (Debian packages, through apt)
	$(Q)scripts/packages build
deps-test: ## install what `make test` needs besides
	$(Q)scripts/packages build test

$(BUILD)/obj/%.o: interpreter/%.c Makefile | $(RDKAFKA_STAMP)
	@mkdir -p $(@D)
	$(if $(Q),@echo "  CC $<")
	$(Q)$(COMPILE) -c $< -o $@

define ROOM_RULES
$(call archive,$(1)): $(call room_objects,$(1))
	@mkdir -p $$(@D)
	$(Q)rm -f $$@ && ar rcs $$@ $$^
-include $(patsubst %.o,%.d,$(call room_objects,$(1)))
endef
$(foreach room,$(ROOMS),$(eval $(call ROOM_RULES,$(room))))

# Thrift's code is generated at build time and compiled apart, without our warnings.
ifneq ($(GEN_ARCHIVE),)
GEN_STAMP := $(GEN)/rpc/.stamp
$(GEN_STAMP): $(wildcard interpreter/rpc/*.thrift) scripts/thrift_gen
	$(if $(Q),@echo "  THRIFT $(GEN)")
	$(Q)rm -rf $(GEN) && mkdir -p $(GEN)/rpc && scripts/thrift_gen $(GEN) && touch $@
$(GEN_ARCHIVE): $(GEN_STAMP)
	@mkdir -p $(@D) $(BUILD)/obj/gen
	$(if $(Q),@echo "  CC $(GEN)/rpc/*.c")
	$(Q)set -e; for f in $(GEN)/rpc/*.c; do \
	  $(CC) $(CFLAGS_ALL) $(CFLAGS_$(VARIANT)) -w -I$(GEN) -I$(GEN)/rpc $(PKG_CFLAGS) -c $$f -o $(BUILD)/obj/gen/$$(basename $$f .c).o; done
	$(Q)rm -f $@ && ar rcs $@ $(BUILD)/obj/gen/*.o
$(call room_objects,rpc): $(GEN_STAMP)
endif

# The live view's page becomes a part of the program.
PAGE_GEN := $(BUILD)/page
PAGE_FILES := $(shell find interpreter/push/page -type f)
PAGE_OBJECT := $(BUILD)/obj/push/page_files.o
$(PAGE_GEN)/page_files.c: $(PAGE_FILES) interpreter/push/stub.html scripts/page_files Makefile
	@mkdir -p $(@D)
	$(Q)scripts/page_files interpreter/push/page interpreter/push/stub.html \
	  "$$(scripts/npm_package $(UPLOT) $(CACHE))" $(@D)
$(PAGE_OBJECT): $(PAGE_GEN)/page_files.c interpreter/push/page.h
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -c $< -o $@
$(call archive,push): $(PAGE_OBJECT)

ifneq ($(RDKAFKA_STAMP),)
$(RDKAFKA_STAMP):
	$(Q)scripts/librdkafka $(RDKAFKA_DIR)
endif

$(BINARY): $(foreach room,$(ALL_ROOMS_TOP_FIRST),$(call archive,$(room))) $(GEN_ARCHIVE) $(RDKAFKA_STAMP)
	$(if $(Q),@echo "  LD $@")
	$(Q)$(CC) $(LDFLAGS_ALL) $(LDFLAGS_$(VARIANT)) -o $@ -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LIBS)

.PHONY: room
room: $(call archive,$(R)) ## compile one room alone: make room R=window

# Unit tests: tests/unit/<room>/test_<file>.c is a program of its own.
UNIT_SOURCES := $(wildcard tests/unit/*/test_*.c)
UNIT_PROGRAMS := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(UNIT_SOURCES))
unit_room = $(firstword $(subst /, ,$(patsubst tests/unit/%,%,$(1))))

# What a room's tests need besides: a websocket client of their own.
UNIT_LIBS_push := -lssl -lcrypto
# A Schema Registry that speaks TLS.
UNIT_LIBS_codec := -lssl -lcrypto

define UNIT_RULES
$(BUILD)/unit/$(1): tests/unit/$(1).c $(wildcard tests/lib/*.h) $(wildcard tests/unit/$(dir $(1))*.h) \
    $(foreach r,$(call room_below,$(call unit_room,$(1))),$(call archive,$(r))) \
    $(if $(filter rpc,$(call unit_room,$(1))),$(GEN_ARCHIVE))
	@mkdir -p $$(@D)
	$(if $(Q),@echo "  CC tests/unit/$(1).c")
	$(Q)$$(COMPILE) -Itests -o $$@ $$< -Wl,--start-group $$(filter %.a,$$^) -Wl,--end-group \
	  $$(LDFLAGS_ALL) $$(LDFLAGS_$(VARIANT)) -lcunit $$(UNIT_LIBS_$(call unit_room,$(1))) $(if $(filter engine top,$(shell scripts/floors wing $(call unit_room,$(1)))),$$(LIBS),$$(PKG_LIBS))
endef
$(foreach p,$(patsubst tests/unit/%.c,%,$(UNIT_SOURCES)),$(eval $(call UNIT_RULES,$(p))))

# Fuzzers: tests/fuzz/fuzz_<what>.c over the archives of a room; add the room here. What is saved in
# tests/fuzz/corpus/<what>/ replays as a unit test: make unit T=replay_json.
FUZZ_ROOM_json := row
FUZZ_ROOM_sql := plan
FUZZ_ROOM_csv := codec
FUZZ_ROOM_avro := codec
FUZZERS := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_CHOSEN := $(foreach f,$(FUZZERS),$(if $(findstring $(T),$(f)),$(f)))
FUZZ_SECONDS ?= 60

define FUZZ_RULES
$(BUILD)/unit/fuzz/replay_$(1): tests/fuzz/replay.c
$(BUILD)/fuzz/$(1): FUZZ_FLAGS := -fsanitize=fuzzer
$(BUILD)/unit/fuzz/replay_$(1): FUZZ_FLAGS := -DCORPUS='"tests/fuzz/corpus/$(1)"'
$(BUILD)/fuzz/$(1) $(BUILD)/unit/fuzz/replay_$(1): tests/fuzz/fuzz_$(1).c \
    $(foreach r,$(call room_below,$(FUZZ_ROOM_$(1))),$(call archive,$(r)))
	@mkdir -p $$(@D)
	$(if $(Q),@echo "  CC $$<")
	$(Q)$$(COMPILE) -Itests $$(FUZZ_FLAGS) -o $$@ $$(filter %.c,$$^) -Wl,--start-group $$(filter %.a,$$^) \
	  -Wl,--end-group $$(LDFLAGS_ALL) $$(LDFLAGS_$(VARIANT)) $$(LIBS)
endef
$(foreach f,$(FUZZERS),$(eval $(call FUZZ_RULES,$(f))))
UNIT_PROGRAMS += $(foreach f,$(FUZZERS),$(BUILD)/unit/fuzz/replay_$(f))

UNIT_CHOSEN := $(if $(T),$(foreach p,$(UNIT_PROGRAMS),$(if $(findstring $(T),$(p)),$(p))),$(UNIT_PROGRAMS))

.PHONY: unit
unit: $(UNIT_CHOSEN) ## unit tests of the rooms: make unit T=window
	$(Q)tests/run --programs $(UNIT_CHOSEN)

.PHONY: unit-build
unit-build: $(UNIT_CHOSEN)

.PHONY: fuzz fuzz-run
fuzz: ## look for inputs that break a reader: make fuzz T=json FUZZ_SECONDS=600
	$(Q)$(MAKE) --no-print-directory VARIANT=fuzz CC=clang-14 fuzz-run
fuzz-run: $(foreach f,$(FUZZ_CHOSEN),$(BUILD)/fuzz/$(f))
	$(Q)tests/fuzz/run $(BUILD) $(FUZZ_SECONDS) $(FUZZ_CHOSEN)

.PHONY: asan tsan clang
asan: ## unit tests under AddressSanitizer and UBSan
	$(Q)$(MAKE) --no-print-directory VARIANT=asan unit
tsan: ## unit tests under ThreadSanitizer
	$(Q)$(MAKE) --no-print-directory VARIANT=tsan unit
clang: ## compile all with clang's warnings
	$(Q)$(MAKE) --no-print-directory VARIANT=clang CC=clang-14 rooms
.PHONY: rooms
rooms: $(foreach room,$(ROOMS),$(call archive,$(room)))

C_FILES = $(wildcard interpreter/*/*.[ch] tests/unit/*/*.[ch] tests/lib/*.[ch] tests/fuzz/*.[ch] tests/bench/*.[ch] scripts/bench/*.[ch])
.PHONY: format format-check layers headers complexity settings settings-check check
format: ## clang-format every C file
	$(Q)clang-format-14 -i $(C_FILES)
format-check: ## fail if a C file is not formatted
	$(Q)clang-format-14 --dry-run --Werror $(C_FILES)
layers: ## fail if a room includes what its floor forbids
	$(Q)scripts/layers
complexity: ## fail at a file, header, function or branching beyond the house limits
	$(Q)scripts/complexity
settings: $(BINARY) ## generate zeppelin-conf/interpreter-setting.json and the README's table
	$(Q)scripts/settings write $(BINARY)
settings-check: $(BINARY) ## fail if they differ from the property table
	$(Q)scripts/settings check $(BINARY)
check: format-check layers complexity settings-check unit ## static checks and unit tests: for every commit

.PHONY: test demo bench e2e
test: ## install what it needs, then run all that CI runs
	$(Q)scripts/packages build test
	$(Q)$(MAKE) --no-print-directory -j$(JOBS) release
	$(Q)$(MAKE) --no-print-directory test-run
.PHONY: test-run
test-run: $(BINARY)
	$(Q)tests/run --all
e2e: $(BINARY) ## end-to-end tests: make e2e T=worker
	$(Q)tests/run --e2e $(T)
.PHONY: oracle
oracle: $(BINARY) ## compare with PostgreSQL: make oracle ORACLE_QUERIES=2000 ORACLE_SEED=1; FAULTS=1; T=case
	$(if $(FAULTS),$(Q)$(MAKE) --no-print-directory VARIANT=fault release)
	$(Q)tests/run --oracle $(if $(T),--cases $(T)) $(if $(FAULTS),--faults)
.PHONY: page
page: ## tests of the live view's page: its modules that need no browser
	$(Q)tests/run --page
demo: ## install what it needs, start broker, feeder and Zeppelin, print the address
	$(Q)scripts/packages build demo
	$(Q)$(MAKE) --no-print-directory -j$(JOBS) release
	$(Q)ZEPPELIN_HOME="$(ZEPPELIN_HOME)" scripts/demo
BENCH_PROGRAMS := $(patsubst scripts/bench/%.c,$(BUILD)/bench/%,$(wildcard scripts/bench/*.c))
$(BUILD)/bench/%: scripts/bench/%.c $(RDKAFKA_STAMP)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS_ALL) $(CFLAGS_$(VARIANT)) $(WARNINGS) $(RDKAFKA_CFLAGS) -o $@ $< $(LDFLAGS_ALL) $(RDKAFKA_LIBS)
.PHONY: bench-run
bench-run: $(BINARY) $(BENCH_PROGRAMS)
	$(Q)scripts/bench/run $(PARTS)
bench: ## measure: first row, cancel, words a second beside a bare consumer, memory
	$(Q)scripts/packages build test
	$(Q)$(MAKE) --no-print-directory -j$(JOBS) bench-run

.PHONY: kills
kills: $(BINARY) ## kill INSERT ... SELECT at random: make kills KILLS=100 SEED=1
	$(Q)scripts/bench/kills $(or $(KILLS),100) $(or $(SEED),1)

.PHONY: install
install: release ## put it into an installed Zeppelin: make install ZEPPELIN_HOME=/usr/lib/zeppelin
	$(Q)scripts/install-interpreter "$(ZEPPELIN_HOME)" $(BINARY)

.PHONY: gdb
gdb: $(UNIT_CHOSEN) ## one unit program in gdb: make gdb T=mailbox
	$(Q)gdb --args $(firstword $(UNIT_CHOSEN))

.PHONY: clean
clean: ## remove build/
	rm -rf build
