"""How much memory of a card a run takes at the least, and which keys make it less.

Arithmetic on the model's shape and on the lengths, without torch. A step has two peaks
above what is always there: completions are generated, then a batch goes forward and
backward; the larger one counts. Terms that a library may make smaller (Unsloth cuts
the logits to what is free) are taken at their smallest, so that a run that would fit
is not refused.

Constants with a source: nf4 holds 4 bits a weight and one float32 scale for 64 weights
(QLoRA, arXiv 2305.14314, without its double quantization); Adam keeps two values a
parameter, in float32 or in 8 bit; a decoder keeps one key and one value of a layer's
`kv_width` for each token. The allowance for CUDA and its graphs is what one H200
showed: 0.5 GiB for the context, 0.5 GiB for vLLM's graphs.

Not covered: fragmentation, several GPUs, mixtures of experts whose experts bitsandbytes
does not quantize, images, what other programs take on the card after the start.
"""

import dataclasses
from collections.abc import Sequence

GIB = 2**30
CONTEXT_BYTES = GIB // 2
GRAPH_BYTES = GIB // 2
BYTES_PER_WEIGHT = {4: 0.5 + 4 / 64, 8: 1.0, 16: 2.0, 32: 4.0}
# Adapters are trained in float32: the weight and its gradient. Adam's two states come on top.
ADAPTER_BYTES = 4 + 4
TERMS_NAMED = 3
VLLM_KEYS = "vllm_memory_gib, or vllm_gpu_memory_utilization without it"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ModelShape:
    """Numbers of a decoder. `quantizable` of its `parameters` are weights of linear layers.

    `adapter_width` is the number of parameters of a LoRA adapter of rank 1; `kv_width` is
    heads for keys times their size.
    """

    parameters: int
    quantizable: int
    adapter_width: int
    layers: int
    kv_width: int
    hidden: int
    intermediate: int
    vocabulary: int
    positions: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Precision:
    """Bits of the linear layers' weights, of the other weights, and of what is computed."""

    linear_bits: int
    other_bits: int
    compute_bits: int
    adam_bytes: int  # of both states of one parameter


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Lengths:
    """Sequences generated at once, sequences in one pass of training, and tokens in each."""

    generated: int
    rows: int
    prompt: int
    completion: int


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """How the model is trained. `vllm_bytes` is what vLLM takes at its start, 0 without it.

    `vllm_shares` says that the trained weights are vLLM's own (Unsloth). `logit_rows` is
    how many rows' logits are in memory together.
    """

    precision: Precision
    lengths: Lengths
    lora_rank: int | None
    recomputes: bool
    reference_copy: bool
    logit_rows: int
    vllm_bytes: int = 0
    vllm_shares: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """Bytes for one purpose, and what to change to need fewer."""

    purpose: str
    size: int
    remedy: str


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Estimate:
    """The terms that add up to the peak."""

    terms: tuple[Term, ...]

    @property
    def size(self) -> int:
        """All of it, in bytes."""
        return sum(term.size for term in self.terms)

    def finding(self, free: int) -> str:
        """What to tell a user whose card has `free` bytes, the largest terms first."""
        largest = sorted(self.terms, key=lambda term: -term.size)[:TERMS_NAMED]
        listed = "; ".join(
            f"{term.purpose} {_gib(term.size)} (lower it by {term.remedy})"
            if term.remedy
            else f"{term.purpose} {_gib(term.size)}"
            for term in largest
        )
        return (
            f"this run needs at least {_gib(self.size)} on the card and"
            f" {_gib(free)} are free: {listed}"
        )


def estimate(shape: ModelShape, plan: Plan) -> Estimate:
    """The least that this model takes on a card when it is trained so."""
    generation = _kv_cache(shape, plan)
    training = (_logits(shape, plan), _activations(shape, plan))
    peak = training if sum(term.size for term in training) > generation.size else (generation,)
    always = (*_weights(shape, plan), _trained(shape, plan), _allowance(plan))
    return Estimate(terms=tuple(term for term in (*always, *peak) if term.size))


def room_on_card(free: int, cap_gib: float) -> int:
    """Bytes for a run where `free` are: on a card of `cap_gib`, if that is smaller (0: no cap)."""
    return min(free, int(cap_gib * GIB)) if cap_gib else free


def weight_bytes(shape: ModelShape, precision: Precision) -> int:
    """The weights: linear layers in their own precision, embeddings and norms in the other."""
    linear = shape.quantizable * BYTES_PER_WEIGHT[precision.linear_bits]
    others = (shape.parameters - shape.quantizable) * BYTES_PER_WEIGHT[precision.other_bits]
    return int(linear + others)


def kv_bytes_per_token(shape: ModelShape) -> int:
    """Keys and values of one token in all layers, 16 bits each."""
    return 2 * shape.layers * shape.kv_width * 2


def _weights(shape: ModelShape, plan: Plan) -> Sequence[Term]:
    size = weight_bytes(shape, plan.precision)
    what = f"{shape.parameters / 1e9:.1f} billion weights"
    own = Term(
        purpose=what,
        size=0 if plan.vllm_shares else size,
        remedy="load_in_4bit with use_peft, dtype bfloat16, or another model_name_or_path",
    )
    reference = Term(
        purpose="the reference model",
        size=size if plan.reference_copy else 0,
        remedy="beta 0, or use_peft",
    )
    reserved = max(plan.vllm_bytes, size) if plan.vllm_shares else plan.vllm_bytes
    shared = f"vLLM with the {what}" if plan.vllm_shares else "vLLM"
    vllm = Term(purpose=shared, size=reserved, remedy=VLLM_KEYS)
    return own, reference, vllm


def _trained(shape: ModelShape, plan: Plan) -> Term:
    if plan.lora_rank is None:
        gradient = BYTES_PER_WEIGHT[plan.precision.other_bits]
        size = int(shape.parameters * (gradient + plan.precision.adam_bytes))
        return Term(
            purpose="gradients and the optimizer",
            size=size,
            remedy="use_peft, or optim adamw_8bit",
        )
    size = plan.lora_rank * shape.adapter_width * (ADAPTER_BYTES + plan.precision.adam_bytes)
    return Term(
        purpose="the adapter and its optimizer", size=size, remedy="lora_r, or optim adamw_8bit"
    )


def _kv_cache(shape: ModelShape, plan: Plan) -> Term:
    lengths = plan.lengths
    tokens = lengths.generated * (lengths.prompt + lengths.completion)
    return Term(
        purpose="keys and values of what is generated",
        size=0 if plan.vllm_bytes else tokens * kv_bytes_per_token(shape),
        remedy="per_device_train_batch_size, steps_per_generation or max_completion_length",
    )


def _logits(shape: ModelShape, plan: Plan) -> Term:
    """The logits of the completions and their gradients."""
    width = BYTES_PER_WEIGHT[plan.precision.compute_bits]
    size = int(2 * plan.logit_rows * plan.lengths.completion * shape.vocabulary * width)
    return Term(
        purpose="logits",
        size=size,
        remedy="per_device_train_batch_size with more gradient_accumulation_steps,"
        " max_completion_length, or use_liger_kernel",
    )


def _activations(shape: ModelShape, plan: Plan) -> Term:
    """What the backward pass needs: each layer's input, and the inside of one layer or of all."""
    width = BYTES_PER_WEIGHT[plan.precision.compute_bits]
    tokens = plan.lengths.rows * (plan.lengths.prompt + plan.lengths.completion)
    inside = 8 * shape.hidden + 3 * shape.intermediate
    held = shape.layers * shape.hidden + inside if plan.recomputes else shape.layers * inside
    return Term(
        purpose="activations",
        size=int(tokens * held * width),
        remedy="gradient_checkpointing, or per_device_train_batch_size",
    )


def _allowance(plan: Plan) -> Term:
    size = CONTEXT_BYTES + (GRAPH_BYTES if plan.vllm_bytes else 0)
    return Term(purpose="CUDA itself", size=size, remedy="")


def _gib(size: int) -> str:
    return f"{size / GIB:.1f} GiB"
