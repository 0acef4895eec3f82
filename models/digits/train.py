"""Train the `digits` model and write model.onnx, model.yaml and requests.ndjson next to this file.

    apt-get install python3-torch python3-sklearn python3-onnx
    python3 models/digits/train.py

The data is real: 1797 handwritten digits of 8x8 pixels, which scikit-learn carries. 30% are held out,
stratified by digit. They become the labelled request log, so no request of the log was ever trained on.

The held-out images choose nothing: the last epoch is taken whatever the figures. (Learning rate and epochs were
tried out by cross-validation within the training images.)

The same seed, library versions and kind of CPU give the same files, byte for byte.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import sklearn
import torch
from onnx import numpy_helper
from sklearn.datasets import load_digits
from sklearn.metrics import accuracy_score, log_loss
from sklearn.model_selection import train_test_split
from torch import nn

HERE = Path(__file__).resolve().parent

SEED = 1
LIBRARIES = (torch, onnx, sklearn, np)

HELD_OUT = 0.3
EPOCHS = 30
BATCH = 64
LEARNING_RATE = 1e-2

DIGITS = tuple(str(digit) for digit in range(10))
# A pixel counts the inked dots of a block of 4x4.
FULL_INK = 16


class Digits(nn.Module):
    """Two convolutions, one pooling, two dense layers."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 16, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.Conv2d(16, 32, kernel_size=3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Dropout(0.3),
            nn.Linear(32 * 4 * 4, 64),
            nn.ReLU(),
            nn.Linear(64, len(DIGITS)),
        )

    def logits(self, image):
        # Scaling is part of the model, so that a request carries the pixels as they were recorded.
        return self.layers(image / FULL_INK)

    def forward(self, image):
        return torch.softmax(self.logits(image), dim=1)


def train(model, images, labels):
    images, labels = torch.from_numpy(images), torch.from_numpy(labels)
    optimiser = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE)
    steps = EPOCHS * -(-len(images) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, LEARNING_RATE, total_steps=steps)
    model.train()
    for _ in range(EPOCHS):
        for rows in torch.randperm(len(images)).split(BATCH):
            loss = nn.functional.cross_entropy(model.logits(images[rows]), labels[rows])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    model.eval()


def evaluate(model, images, labels):
    with torch.no_grad():
        predicted = model(torch.from_numpy(images)).numpy().astype(np.float64)
    predicted /= predicted.sum(axis=1, keepdims=True)
    return {
        "images": len(labels),
        "accuracy": round(accuracy_score(labels, predicted.argmax(axis=1)), 5),
        "logLoss": round(log_loss(labels, predicted), 5),
    }


# ------------------------------------------------------------------------------------------------- the export


def export(model, file):
    torch.onnx.export(
        model,
        torch.zeros(2, 1, 8, 8),
        str(file),
        opset_version=13,
        input_names=["image"],
        output_names=["probabilities"],
        dynamic_axes={"image": {0: "batch"}, "probabilities": {0: "batch"}},
    )


def conv(image, weight, bias, kernel_shape, pads, **_):
    top, left, bottom, right = pads
    padded = np.pad(image, ((0, 0), (0, 0), (top, bottom), (left, right)))
    patches = np.lib.stride_tricks.sliding_window_view(padded, kernel_shape, axis=(2, 3))
    return np.einsum("nchwij,ocij->nohw", patches, weight, optimize=True) + bias[:, None, None]


def max_pool(image, kernel_shape, **_):
    """Windows side by side, as this model's are."""
    rows, channels, height, width = *image.shape[:2], *kernel_shape
    down, across = image.shape[2] // height, image.shape[3] // width
    return image.reshape(rows, channels, down, height, across, width).max(axis=(3, 5))


def gemm(a, b, c, alpha=1.0, beta=1.0, transA=0, transB=0):
    return alpha * (a.T if transA else a) @ (b.T if transB else b) + beta * c


def softmax(a, axis=-1):
    exponentials = np.exp(a - a.max(axis, keepdims=True))
    return exponentials / exponentials.sum(axis, keepdims=True)


# The graph may use these operators and no others, so nothing that belongs to training can be left in it.
OPERATORS = {
    "Conv": conv,
    "Div": lambda a, b: a / b,
    "Flatten": lambda a, axis=1: a.reshape(int(np.prod(a.shape[:axis])), -1),
    "Gemm": gemm,
    "MaxPool": max_pool,
    "Relu": lambda a: np.maximum(a, 0),
    "Softmax": softmax,
}


def run(graph, image):
    """Evaluate the exported graph in numpy: Debian's onnx is older than onnx.reference."""
    values = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    values["image"] = image
    for node in graph.node:
        attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        if node.op_type == "Constant":
            result = numpy_helper.to_array(attributes["value"])
        else:
            result = OPERATORS[node.op_type](*(values[name] for name in node.input), **attributes)
        values[node.output[0]] = result
    return values["probabilities"]


def check(model, file, images):
    graph = onnx.load(str(file))
    onnx.checker.check_model(graph, full_check=True)
    with torch.no_grad():
        expected = model(torch.from_numpy(images)).numpy()
    difference = np.abs(run(graph.graph, images) - expected).max()
    assert difference < 1e-5, f"the exported graph differs from the model by {difference}"
    nodes = " ".join(node.op_type for node in graph.graph.node)
    print(f"{file.name}: {file.stat().st_size} bytes, {nodes}, within {difference:.1e} of the model")


# --------------------------------------------------------------------------------------------------- the card


def flow(value):
    """YAML flow style."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(flow, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def card(file, metrics):
    return f"""\
# Written by train.py.
name: digits
summary: Which digit an image of 8x8 pixels shows (a small convolutional network on real handwriting).
file: {file.name}
sha256: {hashlib.sha256(file.read_bytes()).hexdigest()}
inputs:
  - {{ name: image, type: float32, shape: [batch, 1, 8, 8] }}
outputs:
  - name: probabilities
    type: float32
    shape: [batch, {len(DIGITS)}]
    meaning: class-probabilities
    classes: {flow(DIGITS)}
features: # pixels from 0 (no ink) to {FULL_INK} (all ink), row by row
  - {{ name: image, type: tensor, input: image, shape: [1, 8, 8] }}
provenance:
  script: {Path(__file__).name}
  data: >-
    The 1797 images of scikit-learn's load_digits, from UCI Optical Recognition of Handwritten Digits (Alpaydin
    and Kaynak 1998, DOI 10.24432/C50P49, CC BY 4.0); {metrics["images"]} of them held out as requests.ndjson.
  seed: {SEED}
  libraries: {flow({library.__name__: str(library.__version__) for library in LIBRARIES})}
  metrics: {flow(metrics)} # held out
"""


def main():
    # One thread: the order of floating-point sums, hence the weights, must not depend on the number of cores.
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(SEED)

    data = load_digits()
    images = data.images.astype(np.float32)[:, None]
    images, held_out_images, labels, held_out_labels = train_test_split(
        images, data.target, test_size=HELD_OUT, stratify=data.target, random_state=SEED
    )

    model = Digits()
    train(model, images, labels)
    metrics = evaluate(model, held_out_images, held_out_labels)
    print(metrics)

    file = HERE / "model.onnx"
    export(model, file)
    check(model, file, held_out_images)
    (HERE / "model.yaml").write_text(card(file, metrics))
    with open(HERE / "requests.ndjson", "w") as log:
        for image, label in zip(held_out_images, held_out_labels):
            request = {"image": image.astype(int).ravel().tolist(), "label": int(label)}
            log.write(json.dumps(request, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
