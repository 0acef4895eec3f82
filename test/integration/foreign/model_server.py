"""A model server that is not ours, of Python's standard library: `score` of [x0, x1, x2] is x0 + 2 x1 + 4 x2.

    python3 model_server.py PORT [BEHAVIOUR]

It speaks three protocols: the Open Inference Protocol (JSON only), the REST predict API of TensorFlow Serving, and a
JSON format of its own, which wants a token. Port 0 takes a free one; the first line that it prints is the port.
"""

import json
import os
import struct
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PORT = int(sys.argv[1])
BEHAVIOUR = sys.argv[2] if len(sys.argv) > 2 else ""
TOKEN = os.environ.get("MODEL_SERVER_TOKEN", "open sesame")
FIRST = 1 if BEHAVIOUR == "one-row" else -1
TYPE = "FP64" if BEHAVIOUR == "fp64" else "FP32"
NAME = "features" if BEHAVIOUR == "other-input" else "x"


def float32(value):
    return struct.unpack("<f", struct.pack("<f", value))[0]


def score(row):
    return float32(float32(row[0] + 2 * row[1]) + 4 * row[2])


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_words):
        pass

    def answer(self, status, body):
        data = (body if isinstance(body, str) else json.dumps(body)).encode()
        # One write: the headers alone would wait for an acknowledgement.
        self.wfile.write(
            f"HTTP/1.1 {status} x\r\ncontent-type: application/json\r\ncontent-length: {len(data)}\r\n\r\n".encode() + data
        )

    def do_GET(self):
        if self.path == "/v2":
            return self.answer(200, {"name": "toy", "version": "1", "extensions": []})
        if self.path in ("/v2/health/live", "/v2/health/ready", "/v2/models/toy/ready"):
            return self.answer(503 if BEHAVIOUR == "never-ready" else 200, {})
        if self.path == "/v2/models/toy":
            tensor = lambda name, width: {"name": name, "datatype": TYPE, "shape": [FIRST, width]}
            return self.answer(200, {"name": "toy", "inputs": [tensor(NAME, 3)], "outputs": [tensor("score", 1)]})
        if self.path == "/v1/models/toy":
            return self.answer(200, {"model_version_status": [{"version": "1", "state": "AVAILABLE"}]})
        if self.path.startswith("/v1/"):
            return self.answer(404, {"error": "Could not find any versions of model"})
        return self.answer(404, {"error": f"no {self.path}"})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.path == "/v2/models/toy/infer":
            [tensor] = body["inputs"]
            values = tensor["data"]
            if FIRST == 1 and tensor["shape"] != [1, 3]:
                return self.answer(400, {"error": f"one row, please, not {tensor['shape']}"})
            scores = [score(values[at : at + 3]) for at in range(0, len(values), 3)]
            output = {"name": "score", "datatype": TYPE, "shape": [len(scores), 1], "data": scores}
            return self.answer(200, {"model_name": "toy", "outputs": [output]})
        if self.path == "/v1/models/toy:predict":
            rows = [[score(row["x"])] for row in body["instances"]]
            return self.answer(200, {"outputs": rows} if BEHAVIOUR == "columns" else {"predictions": rows})
        if self.path == "/score?version=2":
            if self.headers["authorization"] != f"Bearer {TOKEN}":
                return self.answer(401, {"detail": f"bad token {self.headers['authorization']}"})
            return self.answer(200, {"results": [{"value": score(body["row"]["x"])}]})
        return self.answer(404, {"error": f"no {self.path}"})


if BEHAVIOUR == "exits":
    print(f"no licence for {TOKEN}", file=sys.stderr)
    sys.exit(3)
if BEHAVIOUR == "daemon":
    # A helper that leaves the group of its parent, and does not listen to SIGTERM.
    helper = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
    subprocess.Popen([sys.executable, "-c", helper, "left-behind"], start_new_session=True)
server = ThreadingHTTPServer(("127.0.0.1", PORT), Handler)
server.daemon_threads = True
print(server.server_port, flush=True)
server.serve_forever()
