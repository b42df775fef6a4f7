# The commands of this project. `make demo` and `make test` need nothing but Python 3.11 or 3.12.

PYTHON ?= python3
BIN := .venv/bin
STUBS_BIN := .venv-stubs/bin
# The stubs must load on the oldest protobuf that a trainer may bring, so an old compiler makes them.
STUB_TOOLS := grpcio-tools==1.71.2 mypy-protobuf==3.6.0 "setuptools<81"
PROTOBUF_VERSIONS := 5.29.6 6.33.6 7.36.2
PROTOS := proto/rlverify/verifier/v1
export RLVERIFY_DATA ?= $(realpath ../shared/data)
export RLVERIFY_PROTOBUF_VERSIONS := $(CURDIR)/.venv-stubs/protobuf

.PHONY: help demo test bench gpu-check lint types imports contract pytest stubs baseline clean

help:
	@echo "make demo      watch a small model learn from rewards that a verifier service computes"
	@echo "make test      lint, types, import contracts, contract checks, tests"
	@echo "make bench     the mathematics beside math-verify: speed, percentiles, disagreements (BENCH=--quick)"
	@echo "make proof-X   hostile, chaos, overload, rolling, soak, fuzz, growth, overhead or workers: what the"
	@echo "               service survives, and its figures (PROOF='--help' says what can be set)"
	@echo "make gpu-check what is promised of training on a GPU, in an environment with rlverify[train,service]"
	@echo "               (PYTHON=its interpreter; GPU='--only small_card' for a part of it)"
	@echo "make stubs     generate the stubs again after a change of the contract"
	@echo "make baseline  accept the contract as released: buf compares against it"

demo: .venv/ready
	$(BIN)/rlverify-demo --output demo_output

test: lint types imports contract pytest

bench: .venv/ready
	$(BIN)/python -m tests.benchmarks.math $(BENCH)

gpu-check:
	PYTHONPATH=.:proto $(PYTHON) -m tests.gpu gpu_output $(GPU)

PROOFS := hostile chaos overload rolling soak fuzz growth overhead workers
.PHONY: $(PROOFS:%=proof-%)
$(PROOFS:%=proof-%): proof-%: .venv/ready
	$(BIN)/python -m tests.proofs.$* $(PROOF)

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/ready
	$(BIN)/mypy

imports: .venv/ready
	$(BIN)/lint-imports

contract: .venv/ready .venv-stubs/ready
	$(BIN)/buf lint proto
	$(BIN)/buf format --diff --exit-code proto
	$(BIN)/buf breaking proto --against proto/released.binpb
	rm -rf build/stubs && mkdir -p build/stubs
	cd proto && $(call protoc,../build/stubs)
	for stub in build/stubs/rlverify/verifier/v1/*; do diff -u $(PROTOS)/$$(basename $$stub) $$stub || exit 1; done

pytest: .venv/ready .venv-stubs/ready
	$(BIN)/pytest --numprocesses 2

stubs: .venv-stubs/ready
	cd proto && $(call protoc,.)

baseline: .venv/ready
	$(BIN)/buf build proto --exclude-source-info -o proto/released.binpb

clean:
	rm -rf .venv .venv-stubs build demo_output gpu_output

define protoc
../$(STUBS_BIN)/python -m grpc_tools.protoc -I . \
	--plugin=protoc-gen-mypy=../$(STUBS_BIN)/protoc-gen-mypy \
	--plugin=protoc-gen-mypy_grpc=../$(STUBS_BIN)/protoc-gen-mypy_grpc \
	--python_out=$(1) --mypy_out=quiet:$(1) rlverify/verifier/v1/*.proto && \
../$(STUBS_BIN)/python -m grpc_tools.protoc -I . \
	--plugin=protoc-gen-mypy_grpc=../$(STUBS_BIN)/protoc-gen-mypy_grpc \
	--grpc_python_out=$(1) --mypy_grpc_out=quiet:$(1) rlverify/verifier/v1/verifier_service.proto
endef

.venv/ready: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info < (3, 13) else "Python 3.11 or 3.12 is needed: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --editable '.[service,observability,train-cpu,dev]'
	touch $@

.venv-stubs/ready: Makefile
	rm -rf .venv-stubs
	$(PYTHON) -m venv .venv-stubs
	$(STUBS_BIN)/python -m pip install --quiet $(STUB_TOOLS)
	for version in $(PROTOBUF_VERSIONS); do \
		$(STUBS_BIN)/python -m pip install --quiet --no-deps --target .venv-stubs/protobuf/$$version protobuf==$$version || exit 1; \
	done
	touch $@
