"""Train the `queries` model and write model.onnx, model.yaml and golden.ndjson next to this file.

    apt-get install python3-numpy python3-onnx
    python3 models/queries/train.py

The data is synthetic: search queries composed from phrases.json, each of an intent that its phrase decides. A quarter
of the entries of the longer lists are kept from training, so that held-out queries have words that the model never met.

The model is multinomial logistic regression on hashed n-grams of characters. The hashing is defined in
src/inference/text-ngrams.ts; golden.ndjson holds what it gives here, and a test compares.

The same seed and library versions give the same files, byte for byte.
"""

import hashlib
import json
import re
import unicodedata
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HERE = Path(__file__).resolve().parent

SEED = 1
LIBRARIES = (onnx, np)

TRAINING_ROWS = 60_000
HELD_OUT_ROWS = 20_000
EPOCHS = 4
BATCH = 256
LEARNING_RATE = 0.3
DECAY = 1e-6
# Weights are multiples of this, so that a float32 holds every sum of them exactly: the runtime adds the rows of a batch in
# another order than those of a single request, and the answer must be the same bit for bit.
STEP = 2.0**-10

NGRAMS = (3, 5)
BUCKETS = 8192
MAX_LENGTH = 64
WIDTH = sum(max(0, MAX_LENGTH + 2 - size + 1) for size in range(NGRAMS[0], NGRAMS[1] + 1))

# Lists of at least so many entries keep every fourth one from training.
LONG_LIST = 20


# ------------------------------------------------------------------------------------------------ the queries

PHRASES = json.loads((HERE / "phrases.json").read_text(encoding="utf-8"))
LISTS = PHRASES["lists"]
INTENTS = tuple(dict.fromkeys(phrase["label"] for phrase in PHRASES["phrases"]))


def is_held_out(name, index):
    return len(LISTS[name]) >= LONG_LIST and index % 4 == 3


def draw_queries(rng, rows, held_out):
    """Intents and phrases alike, entries of lists alike. @returns texts, intents, and which have a word held out."""
    by_intent = [[p["phrase"] for p in PHRASES["phrases"] if p["label"] == intent] for intent in INTENTS]
    texts, intents, unmet = [], [], []
    for _ in range(rows):
        intent = int(rng.integers(len(INTENTS)))
        phrase = by_intent[intent][int(rng.integers(len(by_intent[intent])))]
        has_unmet = False

        def entry(match):
            nonlocal has_unmet
            name = match[1]
            index = int(rng.integers(len(LISTS[name])))
            while not held_out and is_held_out(name, index):
                index = int(rng.integers(len(LISTS[name])))
            has_unmet |= is_held_out(name, index)
            return LISTS[name][index]

        texts.append(re.sub(r"\{([^{}]*)\}", entry, phrase))
        intents.append(intent)
        unmet.append(has_unmet)
    return texts, np.array(intents), np.array(unmet)


# ------------------------------------------------------------------------------------------------ the n-grams


def fnv1a(data):
    """FNV-1a of 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/"""
    value = 0x811C9DC5
    for byte in data:
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def normalise(text):
    folded = unicodedata.normalize("NFKC", text).lower()
    return re.sub("[\u0009-\u000d \u0085\u2028\u2029]+", " ", folded).strip(" ")[:MAX_LENGTH]


def ngrams(text):
    """Buckets from 1 on, from every character, shortest first."""
    padded = f" {normalise(text)} "
    return [
        1 + fnv1a(padded[start : start + size].encode("utf-8")) % BUCKETS
        for start in range(len(padded))
        for size in range(NGRAMS[0], NGRAMS[1] + 1)
        if start + size <= len(padded)
    ]


def encode(texts):
    rows = np.zeros((len(texts), WIDTH), dtype=np.int32)
    for row, text in enumerate(texts):
        buckets = ngrams(text)
        rows[row, : len(buckets)] = buckets
    return rows


# -------------------------------------------------------------------------------------------------- the model


def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def predict(table, bias, rows):
    """Row 0 of the table is all zeros: it stands where there is no n-gram."""
    return softmax(table[rows].sum(axis=1) + bias)


def train(rows, intents, rng):
    """AdaGrad (Duchi et al., JMLR 12, 2011), which suits n-grams of very different frequency."""
    table = np.zeros((BUCKETS + 1, len(INTENTS)))
    bias = np.zeros(len(INTENTS))
    squares = np.full_like(table, 1.0)
    bias_squares = np.full_like(bias, 1.0)
    for epoch in range(EPOCHS):
        total = 0.0
        order = rng.permutation(len(rows))
        for start in range(0, len(order), BATCH):
            picked = order[start : start + BATCH]
            probability = predict(table, bias, rows[picked])
            total -= np.log(probability[np.arange(len(picked)), intents[picked]]).sum()
            error = probability
            error[np.arange(len(picked)), intents[picked]] -= 1
            flat = rows[picked].ravel()
            repeated = np.repeat(error, WIDTH, axis=0)
            gradient = np.stack(
                [np.bincount(flat, repeated[:, column], BUCKETS + 1) for column in range(len(INTENTS))], axis=1
            )
            gradient += DECAY * len(picked) * table
            gradient[0] = 0
            squares += gradient**2
            table -= LEARNING_RATE * gradient / np.sqrt(squares)
            step = error.sum(axis=0)
            bias_squares += step**2
            bias -= LEARNING_RATE * step / np.sqrt(bias_squares)
        print(f"epoch {epoch + 1}: training log-loss {total / len(rows):.5f}")
    assert (WIDTH * np.abs(table).max() + np.abs(bias).max()) / STEP < 2**24
    return rounded(table), rounded(bias)


def rounded(weights):
    return (np.round(weights / STEP) * STEP).astype(np.float32)


def figures(probability, intents):
    return {
        "rows": len(intents),
        "accuracy": round(float((probability.argmax(axis=1) == intents).mean()), 5),
        "logLoss": round(float(-np.log(probability[np.arange(len(intents)), intents]).mean()), 5),
    }


def evaluate(table, bias, rng):
    texts, intents, unmet = draw_queries(rng, HELD_OUT_ROWS, held_out=True)
    probability = predict(table.astype(float), bias.astype(float), encode(texts))
    return {
        "knownWords": figures(probability[~unmet], intents[~unmet]),
        "unknownWords": figures(probability[unmet], intents[unmet]),
    }


# ------------------------------------------------------------------------------------------------- the export


def export(table, bias, file):
    nodes = [
        helper.make_node("Gather", ["table", "ngrams"], ["rows"]),
        helper.make_node("ReduceSum", ["rows", "axes"], ["sums"], keepdims=0),
        helper.make_node("Add", ["sums", "bias"], ["logits"]),
        helper.make_node("Softmax", ["logits"], ["probabilities"], axis=-1),
    ]
    initialisers = [
        numpy_helper.from_array(table, "table"),
        numpy_helper.from_array(bias, "bias"),
        numpy_helper.from_array(np.array([1], dtype=np.int64), "axes"),
    ]
    graph = helper.make_graph(
        nodes,
        "queries",
        [helper.make_tensor_value_info("ngrams", TensorProto.INT32, ["batch", WIDTH])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["batch", len(INTENTS)])],
        initialisers,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=7)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, str(file))
    print(f"{file.name}: {file.stat().st_size} bytes")


ODD_TEXTS = (
    "",
    " ",
    "a",
    "ab",
    "LAPTOP  near\tme ",
    "caf\u00e9 vs cafe\u0301",
    "\u0130stanbul \u03a3\u0391\u03a3 stra\u00dfe",
    "\ufb01sh \u2460 \uff21\uff22\uff23",
    "\u6771\u4eac \u30db\u30c6\u30eb \u8fd1\u304f",
    "\U0001f6b2 repair \U0001f468\u200d\U0001f469\u200d\U0001f467",
    "a\u0301\u0302\u0303" * 30,
    "\u00a0no\u2028break\u0085here\u3000",
    "zero\u200bwidth\ufeffjoin\u00ad",
    "x" * 10_000,
    "\U0001d54f" * 100,
)


def write_golden(table, bias, rng, file):
    texts = [*ODD_TEXTS, *draw_queries(rng, 50, held_out=True)[0]]
    probability = predict(table.astype(float), bias.astype(float), encode(texts))
    with file.open("w", encoding="utf-8") as out:
        for text, row in zip(texts, probability):
            golden = {
                "query": text,
                "normalised": normalise(text),
                "ngrams": ngrams(text),
                "probabilities": [round(float(value), 9) for value in row],
            }
            out.write(json.dumps(golden, ensure_ascii=True, separators=(",", ":")) + "\n")


# --------------------------------------------------------------------------------------------------- the card


def flow(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(flow, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def card(file, metrics):
    return f"""\
# Written by train.py.
name: queries
summary: What a search query is after, from hashed n-grams of its characters (synthetic queries).
file: {file.name}
sha256: {hashlib.sha256(file.read_bytes()).hexdigest()}
inputs:
  - {{ name: ngrams, type: int32, shape: [batch, {WIDTH}] }}
outputs:
  - name: probabilities
    type: float32
    shape: [batch, {len(INTENTS)}]
    meaning: class-probabilities
    classes: {flow(INTENTS)}
features: # how a text becomes numbers: src/inference/text-ngrams.ts
  - name: query
    type: text
    input: ngrams
    normalise: nfkc-lowercase
    ngrams: {flow(NGRAMS)}
    hash: fnv1a-32
    buckets: {BUCKETS}
    maxLength: {MAX_LENGTH}
    phrases: {{ file: phrases.json }}
provenance:
  script: {Path(__file__).name}
  data: >-
    {TRAINING_ROWS:,} synthetic queries composed from phrases.json, without a quarter of the entries of its long lists.
  seed: {SEED}
  libraries: {flow({library.__name__: str(library.__version__) for library in LIBRARIES})}
  # Held out: queries of words that training met, and queries with at least one entry that it did not.
  metrics:
    knownWords: {flow(metrics["knownWords"])}
    unknownWords: {flow(metrics["unknownWords"])}
"""


def main():
    rng = np.random.default_rng(SEED)
    texts, intents, _ = draw_queries(rng, TRAINING_ROWS, held_out=False)
    table, bias = train(encode(texts), intents, rng)
    metrics = evaluate(table, bias, rng)
    for part, values in metrics.items():
        print(part, values)
    file = HERE / "model.onnx"
    export(table, bias, file)
    (HERE / "model.yaml").write_text(card(file, metrics), encoding="utf-8")
    write_golden(table, bias, rng, HERE / "golden.ndjson")


if __name__ == "__main__":
    main()
