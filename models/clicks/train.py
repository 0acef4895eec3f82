"""Train the `clicks` model and write model.onnx, model.yaml and vocabulary/campaign.txt next to this file.

    apt-get install python3-torch python3-sklearn python3-onnx
    python3 models/clicks/train.py

The data is synthetic: a "world" with known click probabilities is drawn from the seed, and requests are
drawn from the world. So the held-out figures can be put beside those of the true probabilities, which no model
can beat by more than the noise of the sample.

The held-out requests choose nothing: they are drawn after training, and the last epoch is taken whatever the
figures. (Learning rate and epochs were tried out with seed 2, which is another world.)

The same seed, library versions and kind of CPU give the same files, byte for byte.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import sklearn
import torch
from onnx import numpy_helper
from sklearn.metrics import log_loss, roc_auc_score
from torch import nn

HERE = Path(__file__).resolve().parent

SEED = 1
LIBRARIES = (torch, onnx, sklearn, np)

TRAINING_ROWS = 3_000_000
HELD_OUT_ROWS = 500_000
EPOCHS = 6
BATCH = 4096
LEARNING_RATE = 1e-2

EMBEDDING = 8
HIDDEN = (64, 32)


# -------------------------------------------------------------------------------------------------- the world


@dataclass(frozen=True)
class Feature:
    """A value's id is its place in the vocabulary; ids from `oov` on are values outside it."""

    name: str
    vocabulary: tuple
    popularity: np.ndarray  # of the vocabulary's values, in its order
    unseen: float  # share of requests whose value is outside the vocabulary
    spread: float  # standard deviation of the values' main effects, in logits

    @property
    def oov(self):
        return len(self.vocabulary)


def zipf(count, exponent):
    weights = np.arange(1, count + 1, dtype=float) ** -exponent
    return weights / weights.sum()


def daily(quietest):
    """A day's traffic: lowest at one hour, three times as high twelve hours later."""
    weights = 2 - np.cos(2 * np.pi * (np.arange(24) - quietest) / 24)
    return weights / weights.sum()


COUNTRIES = tuple(
    "US IN BR GB ID DE JP FR MX CA IT ES PH TR VN AU KR NL PL TH AR CO EG PK NG ZA MY SA UA BD "
    "BE SE CH TW RO CL PE AT PT MA GR CZ KE IL HU AE DK NO FI SG IE NZ HK EC KZ LK GT BG RS HR".split()
)
DEVICES = ("phone", "desktop", "tablet", "tv", "console")
HOURS = tuple(str(hour) for hour in range(24))
CAMPAIGNS = tuple(f"c{number:03d}" for number in range(1, 301))
PLACEMENTS = tuple(
    "feed-top feed-middle article-top article-end sidebar search-top "
    "feed-bottom video-preroll header search-side interstitial footer".split()
)

FEATURES = (
    Feature("country", COUNTRIES, zipf(60, 1.0), unseen=0.03, spread=0.5),
    Feature("device", DEVICES, zipf(5, 1.2), unseen=0.01, spread=0.4),
    Feature("hour", HOURS, daily(quietest=4), unseen=0.01, spread=0.3),
    Feature("campaign", CAMPAIGNS, zipf(300, 0.9), unseen=0.06, spread=0.6),
    Feature("placement", PLACEMENTS, zipf(12, 0.7), unseen=0.02, spread=0.6),
)
COLUMN = {feature.name: column for column, feature in enumerate(FEATURES)}

INTERCEPT = -3.0
RANK = 4
# Standard deviation, in logits, of what a pair of values adds beyond their main effects.
INTERACTIONS = {
    ("country", "campaign"): 0.35,
    ("campaign", "placement"): 0.35,
    ("device", "placement"): 0.35,
    ("device", "hour"): 0.25,
}

# Values outside the vocabulary, for training and for evaluation apart: an out-of-vocabulary row that has merely
# learnt its training values by heart is found out, one that has learnt the average of such values is not.
UNSEEN_VALUES = 1000


class World:
    """True effects of every value, inside and outside the vocabulary drawn alike (a factorisation machine)."""

    def __init__(self, rng):
        self.main, self.latent = [], []
        for feature in FEATURES:
            count = feature.oov + 2 * UNSEEN_VALUES
            if feature.name == "hour":
                # There is no 25th hour: one outside the vocabulary is an ordinary hour that was not recorded.
                lost = rng.choice(feature.oov, size=2 * UNSEEN_VALUES, p=feature.popularity)
                hours = np.concatenate([np.arange(feature.oov), lost])
                turns = 2 * np.pi * hours / 24
                # Neighbouring hours are alike. Each of the four waves has a mean square of 1/2.
                waves = [np.cos(turns), np.sin(turns), np.cos(2 * turns), np.sin(2 * turns)]
                latent = np.sqrt(2) * np.stack(waves, axis=1)
                main = feature.spread * latent @ rng.normal(size=RANK) / np.sqrt(RANK)
            else:
                latent = rng.normal(size=(count, RANK))
                main = feature.spread * rng.normal(size=count)
            self.main.append(main.astype(np.float32))
            self.latent.append(latent.astype(np.float32))

    def probability(self, ids):
        """True click probability of each row of value ids."""
        logit = INTERCEPT + sum(main[ids[:, column]] for column, main in enumerate(self.main))
        for (left, right), spread in INTERACTIONS.items():
            a, b = COLUMN[left], COLUMN[right]
            product = np.einsum("nr,nr->n", self.latent[a][ids[:, a]], self.latent[b][ids[:, b]])
            logit += np.float32(spread / np.sqrt(RANK)) * product
        return 1 / (1 + np.exp(-logit.astype(np.float64)))

    def attainable(self, ids, rng, draws=200):
        """The best probability for one who sees only codes: the mean over what a code may stand for."""
        total = np.zeros(len(ids))
        for _ in range(draws):
            drawn = ids.copy()
            for column, feature in enumerate(FEATURES):
                unseen = ids[:, column] >= feature.oov
                drawn[unseen, column] = feature.oov + rng.integers(2 * UNSEEN_VALUES, size=unseen.sum())
            total += self.probability(drawn)
        return total / draws


def draw_requests(rng, rows, held_out):
    """Value ids of random requests; those outside the vocabulary come from the half kept for this purpose."""
    ids = np.empty((rows, len(FEATURES)), dtype=np.int64)
    for column, feature in enumerate(FEATURES):
        ids[:, column] = rng.choice(feature.oov, size=rows, p=feature.popularity)
        unseen = rng.random(rows) < feature.unseen
        first = feature.oov + (UNSEEN_VALUES if held_out else 0)
        ids[unseen, column] = rng.integers(first, first + UNSEEN_VALUES, size=unseen.sum())
    return ids


def encode(ids):
    """What the model is given: every value outside a vocabulary has the same code, one past the last."""
    return np.minimum(ids, [feature.oov for feature in FEATURES])


# -------------------------------------------------------------------------------------------------- the model


class Clicks(nn.Module):
    """Embeddings and a multilayer perceptron."""

    def __init__(self):
        super().__init__()
        rows = [feature.oov + 1 for feature in FEATURES]
        # One table for all features: one Gather in the graph instead of five and a Concat. A single-row
        # inference is so short that the number of nodes is what it costs.
        self.register_buffer("offsets", torch.tensor(np.cumsum([0, *rows[:-1]])))
        self.embedding = nn.Embedding(sum(rows), EMBEDDING)
        nn.init.normal_(self.embedding.weight, std=0.1)
        self.layers = nn.Sequential(
            nn.Flatten(),
            nn.Linear(len(FEATURES) * EMBEDDING, HIDDEN[0]),
            nn.ReLU(),
            nn.Linear(HIDDEN[0], HIDDEN[1]),
            nn.ReLU(),
            nn.Linear(HIDDEN[1], 1),
        )

    def logit(self, features):
        return self.layers(self.embedding(features + self.offsets))

    def forward(self, features):
        return torch.sigmoid(self.logit(features))


def train(model, codes, clicks):
    features = torch.from_numpy(codes)
    targets = torch.from_numpy(clicks.astype(np.float32)).unsqueeze(1)
    optimiser = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE)
    steps = EPOCHS * -(-len(features) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, LEARNING_RATE, total_steps=steps, pct_start=0.1)
    for epoch in range(EPOCHS):
        total = 0.0
        for rows in torch.randperm(len(features)).split(BATCH):
            logit = model.logit(features[rows])
            loss = nn.functional.binary_cross_entropy_with_logits(logit, targets[rows])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            total += loss.item() * len(rows)
        print(f"epoch {epoch + 1}: training log-loss {total / len(features):.5f}")


# ------------------------------------------------------------------------------------------------ the figures


def figures(clicks, probability):
    return {
        "logLoss": round(log_loss(clicks, probability), 5),
        "auc": round(roc_auc_score(clicks, probability), 5),
    }


def evaluate(model, world, rng):
    ids = draw_requests(rng, HELD_OUT_ROWS, held_out=True)
    true = world.probability(ids)
    clicks = rng.random(len(true)) < true
    with torch.no_grad():
        predicted = model(torch.from_numpy(encode(ids))).numpy()[:, 0].astype(np.float64)
    known = (ids < [feature.oov for feature in FEATURES]).all(axis=1)

    def measured(rows):
        return {
            "rows": int(rows.sum()),
            "clickRate": round(float(clicks[rows].mean()), 5),
            **figures(clicks[rows], predicted[rows]),
        }

    return {
        "inVocabulary": {**measured(known), "bayes": figures(clicks[known], true[known])},
        "oov": {
            **measured(~known),
            "attainable": figures(clicks[~known], world.attainable(ids[~known], rng)),
            "bayes": figures(clicks[~known], true[~known]),
        },
    }


# ------------------------------------------------------------------------------------------------- the export


def export(model, file):
    torch.onnx.export(
        model,
        torch.zeros(2, len(FEATURES), dtype=torch.int64),
        str(file),
        opset_version=13,
        input_names=["features"],
        output_names=["probability"],
        dynamic_axes={"features": {0: "batch"}, "probability": {0: "batch"}},
    )


def gemm(a, b, c, alpha=1.0, beta=1.0, transA=0, transB=0):
    return alpha * (a.T if transA else a) @ (b.T if transB else b) + beta * c


# The graph may use these operators and no others, so nothing that belongs to training can be left in it.
OPERATORS = {
    "Add": lambda a, b: a + b,
    "Flatten": lambda a, axis=1: a.reshape(int(np.prod(a.shape[:axis])), -1),
    "Gather": lambda a, indices, axis=0: np.take(a, indices, axis),
    "Gemm": gemm,
    "Relu": lambda a: np.maximum(a, 0),
    "Sigmoid": lambda a: 1 / (1 + np.exp(-a)),
}


def run(graph, features):
    """Evaluate the exported graph in numpy: Debian's onnx is older than onnx.reference."""
    values = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    values["features"] = features
    for node in graph.node:
        attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        if node.op_type == "Constant":
            result = numpy_helper.to_array(attributes["value"])
        else:
            result = OPERATORS[node.op_type](*(values[name] for name in node.input), **attributes)
        values[node.output[0]] = result
    return values["probability"]


def check(model, file):
    """Every row of every feature's table, the out-of-vocabulary ones included, in 400 rows."""
    graph = onnx.load(str(file))
    onnx.checker.check_model(graph, full_check=True)
    rows = np.stack([np.arange(400) % (feature.oov + 1) for feature in FEATURES], axis=1)
    with torch.no_grad():
        expected = model(torch.from_numpy(rows)).numpy()
    difference = np.abs(run(graph.graph, rows) - expected).max()
    assert difference < 1e-5, f"the exported graph differs from the model by {difference}"
    nodes = " ".join(node.op_type for node in graph.graph.node)
    print(f"{file.name}: {file.stat().st_size} bytes, {nodes}, within {difference:.1e} of the model")


# --------------------------------------------------------------------------------------------------- the card


def flow(value):
    """YAML flow style. Strings are quoted, as Norway's code NO is a boolean to a YAML 1.1 reader."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(flow, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def card(file, metrics):
    features = ""
    for column, feature in enumerate(FEATURES):
        vocabulary = feature.vocabulary
        if feature.name == "campaign":
            vocabulary = {"file": "vocabulary/campaign.txt"}
        features += f"""\
  - name: {feature.name}
    type: categorical
    input: features
    column: {column}
    vocabulary: {flow(vocabulary)}
    oov: {feature.oov}
"""
    return f"""\
# Written by train.py.
name: clicks
summary: Click probability of an ad from five categorical features (synthetic data, true probabilities known).
file: {file.name}
sha256: {hashlib.sha256(file.read_bytes()).hexdigest()}
inputs:
  - {{ name: features, type: int64, shape: [batch, {len(FEATURES)}] }}
outputs:
  - {{ name: probability, type: float32, shape: [batch, 1], meaning: binary-probability }}
features:
{features}\
provenance:
  script: {Path(__file__).name}
  data: >-
    {TRAINING_ROWS:,} synthetic requests drawn from the seed, whose true logits are main effects plus
    rank-{RANK} interactions of {len(INTERACTIONS)} pairs of features.
  seed: {SEED}
  libraries: {flow({library.__name__: str(library.__version__) for library in LIBRARIES})}
  # Held out. `bayes` are the true probabilities, which know even what the model sees as one OOV value;
  # `attainable` are their means over what an OOV value may be.
  metrics:
    inVocabulary: {flow(metrics["inVocabulary"])}
    oov: {flow(metrics["oov"])}
"""


def main():
    # One thread: the order of floating-point sums, hence the weights, must not depend on the number of cores.
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(SEED)
    rng = np.random.default_rng(SEED)

    world = World(rng)
    ids = draw_requests(rng, TRAINING_ROWS, held_out=False)
    clicks = rng.random(TRAINING_ROWS) < world.probability(ids)

    model = Clicks()
    train(model, encode(ids), clicks)
    model.eval()
    metrics = evaluate(model, world, rng)
    for part, values in metrics.items():
        print(part, values)

    file = HERE / "model.onnx"
    export(model, file)
    check(model, file)
    (HERE / "model.yaml").write_text(card(file, metrics))
    vocabulary = HERE / "vocabulary" / "campaign.txt"
    vocabulary.parent.mkdir(exist_ok=True)
    vocabulary.write_text("".join(f"{campaign}\n" for campaign in CAMPAIGNS))


if __name__ == "__main__":
    main()
