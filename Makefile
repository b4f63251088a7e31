# Two commands do all the set-up: `make demo` builds and profiles an example, `make test` builds and runs every test.
# Both install missing Debian packages first (as root; otherwise they print the command to run).

BUILD ?= build
TYPE ?= Release
GENERATOR ?= Ninja
JOBS ?= $(shell nproc)

.PHONY: all demo test asan setup install clean bench
all: $(BUILD)/wasmfx

setup:
	@sh tests/setup.sh

$(BUILD)/build.ninja: setup
	@cmake -S . -B $(BUILD) -G $(GENERATOR) -DCMAKE_BUILD_TYPE=$(TYPE) $(CMAKE_FLAGS) >$(BUILD).log 2>&1 || { cat $(BUILD).log; exit 1; }
	@rm -f $(BUILD).log

.PHONY: build
build: $(BUILD)/build.ninja
	cmake --build $(BUILD) -j $(JOBS)

$(BUILD)/wasmfx: build

# A program with two producers under two handlers, in true proportions 75 : 25; see examples/producers.wat.
demo: build
	@echo
	@echo '$$ $(BUILD)/wasmfx run --profile examples/producers.wat'
	@$(BUILD)/wasmfx run --profile examples/producers.wat

test: build
	cd $(BUILD) && ctest --output-on-failure -j $(JOBS)

# The same tests under AddressSanitizer and UndefinedBehaviorSanitizer.
asan:
	$(MAKE) test BUILD=build-asan TYPE=Debug

# Compile speed, and one table of programs in wasmfx, V8 and native code. BENCH: options of tests/bench/table.py, e.g. --quick.
bench: build
	sh tests/bench/run.sh $(BUILD) $(BENCH)

install: build
	cmake --install $(BUILD)

clean:
	rm -rf build build-asan
