"""A client of the Open Inference Protocol in the standard library of Python: it shares nothing with the server, and
sends what Triton's own HTTP client and its examples send. Usage: client.py URL. Ends with PASS, or with a traceback."""

import gzip
import http.client
import json
import struct
import sys
import zlib
from urllib.parse import quote, urlparse

HEADER = "Inference-Header-Content-Length"
connection = http.client.HTTPConnection(urlparse(sys.argv[1]).netloc)
PACK = {None: bytes, "gzip": gzip.compress, "deflate": zlib.compress}
UNPACK = {None: bytes, "gzip": gzip.decompress, "deflate": zlib.decompress}


def call(method, path, body=b"", headers=None):
    connection.request(method, path, body, headers or {})
    response = connection.getresponse()
    return response.status, response.headers, response.read()


def get_json(path):
    status, _headers, body = call("GET", path)
    return status, json.loads(body)


def serialize_bytes(texts):
    return b"".join(struct.pack("<I", len(text)) + text for text in texts)


def deserialize_bytes(data):
    texts, offset = [], 0
    while offset < len(data):
        (length,) = struct.unpack_from("<I", data, offset)
        texts.append(data[offset + 4 : offset + 4 + length])
        offset += 4 + length
    return texts


def tensor(name, datatype, values, binary):
    described = {"name": name, "shape": [1, len(values)], "datatype": datatype}
    if not binary:
        data = [value.decode() if isinstance(value, bytes) else value for value in values]
        return {**described, "data": data}, b""
    raw = serialize_bytes(values) if datatype == "BYTES" else struct.pack(f"<{len(values)}i", *values)
    return {**described, "parameters": {"binary_data_size": len(raw)}}, raw


def infer(model, tensors, outputs, request_coding=None, response_coding=None):
    request = {"id": "1", "inputs": [described for described, _raw in tensors]}
    if outputs:
        request["outputs"] = [{"name": name, "parameters": {"binary_data": binary}} for name, binary in outputs]
    else:
        request["parameters"] = {"binary_data_output": True}
    text = json.dumps(request).encode()
    raw = b"".join(raw for _described, raw in tensors)
    headers = {"Content-Type": "application/octet-stream"}
    if raw:
        headers[HEADER] = str(len(text))
    if request_coding:
        headers["Content-Encoding"] = request_coding
    if response_coding:
        headers["Accept-Encoding"] = response_coding
    path = f"/v2/models/{quote(model)}/infer?test_1=1&test_2=2"
    status, headers, body = call("POST", path, PACK[request_coding](text + raw), headers)
    if status != 200:
        raise RuntimeError(json.loads(body)["error"])
    coding = headers.get("Content-Encoding")
    assert coding == response_coding, coding
    return read(UNPACK[coding](body), headers.get(HEADER))


def read(body, header_length):
    length = len(body) if header_length is None else int(header_length)
    answer, offset, values = json.loads(body[:length]), length, {}
    assert answer["id"] == "1" and answer["model_version"] == "1", answer
    for output in answer["outputs"]:
        size = output.get("parameters", {}).get("binary_data_size")
        if size is None:
            values[output["name"]] = output["data"]
            continue
        raw = body[offset : offset + size]
        offset += size
        is_text = output["datatype"] == "BYTES"
        values[output["name"]] = deserialize_bytes(raw) if is_text else list(struct.unpack(f"<{size // 4}i", raw))
    assert offset == len(body), "bytes are left over"
    return values


def expect_error(words, action):
    try:
        action()
    except RuntimeError as error:
        assert str(error).startswith(words), error
    else:
        raise AssertionError(f"expected an error: {words}")


def health_and_metadata():
    for path in ("/v2/health/live", "/v2/health/ready", "/v2/models/simple/ready", "/v2/models/simple/versions/1/ready"):
        assert call("GET", path)[0] == 200, path
    status, server = get_json("/v2")
    assert status == 200 and "binary_tensor_data" in server["extensions"], server
    status, model = get_json("/v2/models/simple")
    assert [entry["name"] for entry in model["inputs"]] == ["INPUT0", "INPUT1"], model
    status, wrong = get_json("/v2/models/wrong_model_name")
    assert status >= 400 and "Request for unknown model" in wrong["error"], wrong


def simple():
    first, second = list(range(16)), [-1] * 16
    total = [a + b for a, b in zip(first, second)]
    difference = [a - b for a, b in zip(first, second)]
    for coding in (None, "gzip", "deflate"):
        for outputs in ([("OUTPUT0", True), ("OUTPUT1", False)], None):
            tensors = [tensor("INPUT0", "INT32", first, False), tensor("INPUT1", "INT32", second, True)]
            assert infer("simple", tensors, outputs, coding, coding) == {"OUTPUT0": total, "OUTPUT1": difference}
    expect_error("Request for unknown model", lambda: infer("wrong_model_name", tensors, None))
    status, stats = get_json("/v2/models/simple/stats")
    (entry,) = stats["model_stats"]
    assert entry["inference_count"] == 6 and entry["inference_stats"]["success"]["ns"] > 0, stats


def simple_string():
    first, second = [str(i).encode() for i in range(16)], [b"1"] * 16
    tensors = [tensor("INPUT0", "BYTES", first, True), tensor("INPUT1", "BYTES", second, False)]
    answer = infer("simple_string", tensors, [("OUTPUT0", True), ("OUTPUT1", False)])
    assert [int(text) for text in answer["OUTPUT0"]] == [i + 1 for i in range(16)], answer
    assert [int(text) for text in answer["OUTPUT1"]] == [i - 1 for i in range(16)], answer


def model_control():
    status, _headers, body = call("POST", "/v2/repository/index")
    assert status == 200 and {"simple"} <= {entry["name"] for entry in json.loads(body)}, body
    assert call("POST", "/v2/repository/models/simple/load", b"{}")[0] == 200
    unload = json.dumps({"parameters": {"unload_dependents": False}}).encode()
    assert call("POST", "/v2/repository/models/simple/unload", unload)[0] == 200
    assert call("GET", "/v2/models/simple/ready")[0] >= 400
    status, _headers, body = call("POST", "/v2/repository/models/wrong_model_name/load", b"{}")
    assert status >= 400 and "failed to load" in json.loads(body)["error"], body


for step in (health_and_metadata, simple, simple_string, model_control):
    step()
print("PASS")
