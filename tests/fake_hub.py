"""A Hugging Face hub on loopback: as much of its protocol as fetching a repository takes, and its ways to refuse."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def safetensors(size: int = 64, fill: int = 0) -> bytes:
    """A valid file of weights with one tensor of `size` bytes."""
    header = json.dumps({"x": {"dtype": "U8", "shape": [size], "data_offsets": [0, size]}}).encode()
    return len(header).to_bytes(8, "little") + header + bytes([fill]) * size


def wan_like(size: int = 64) -> dict[str, bytes]:
    """A repository in the layout of a Wan pipeline, with what lies beside one on the real hub."""
    index = {
        "_class_name": "WanPipeline",
        "_diffusers_version": "0.35.0",
        "boundary_ratio": None,
        "scheduler": ["diffusers", "UniPCMultistepScheduler"],
        "text_encoder": ["transformers", "UMT5EncoderModel"],
        "tokenizer": ["transformers", "T5TokenizerFast"],
        "transformer": ["diffusers", "WanTransformer3DModel"],
        "transformer_2": [None, None],
        "vae": ["diffusers", "AutoencoderKLWan"],
    }
    shards = {"weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}}
    return {
        "model_index.json": json.dumps(index).encode(),
        "README.md": b"---\nlicense: apache-2.0\n---\n# A model\n",
        "scheduler/scheduler_config.json": b"{}",
        "text_encoder/config.json": b"{}",
        "text_encoder/model-00001-of-00002.safetensors": safetensors(size, 1),
        "text_encoder/model-00002-of-00002.safetensors": safetensors(size, 2),
        "text_encoder/model.safetensors.index.json": json.dumps(shards).encode(),
        "text_encoder/pytorch_model.bin": b"pickle" * 100,
        "tokenizer/spiece.model": b"vocabulary",
        "tokenizer/tokenizer_config.json": b"{}",
        "transformer/config.json": b"{}",
        "transformer/diffusion_pytorch_model.safetensors": safetensors(size, 3),
        "transformer/diffusion_pytorch_model.fp16.safetensors": safetensors(size // 2, 3),
        "vae/config.json": b"{}",
        "vae/diffusion_pytorch_model.safetensors": safetensors(size, 4),
        "vae/diffusion_flax_model.msgpack": b"flax" * 100,
        "wan-single-file.safetensors": safetensors(10 * size, 5),
        "assets/video.mp4": b"film" * 1000,
    }


@dataclass
class FakeHub:
    """What the hub holds, and how it behaves. `asked` are the requests for files: (method, path, Range)."""

    repositories: dict[str, dict[str, bytes]] = field(default_factory=dict)
    gated: set[str] = field(default_factory=set)
    cuts: dict[str, list[int]] = field(default_factory=dict)  # path -> after how many bytes each answer breaks off
    broken: int = 0  # an HTTP status to answer everything with
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    url: str = ""

    def fetched(self) -> list[str]:
        return [path for method, path, _ in self.asked if method == "GET"]


@contextmanager
def serving(hub: FakeHub) -> Iterator[FakeHub]:
    """The hub under an address of its own while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"hub": hub}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    hub.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    hub: FakeHub
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: Any) -> None:
        """Nothing on the test's output."""

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, body: bool) -> None:
        path = unquote(urlsplit(self.path).path).strip("/")
        if self.hub.broken:
            self._refuse(self.hub.broken, "")
        elif path.startswith("api/models/"):
            self._describe(path.removeprefix("api/models/"))
        else:
            self._file(path, body)

    def _describe(self, path: str) -> None:
        model, _, revision = path.partition("/revision/")
        files = self.hub.repositories.get(model)
        if files is None:
            self._refuse(401, "RepoNotFound")
        elif revision not in ("", "main", COMMIT):
            self._refuse(404, "RevisionNotFound")
        else:
            siblings = [{"rfilename": name, "size": len(data)} for name, data in files.items()]
            gated = "manual" if model in self.hub.gated else False
            told = {"id": model, "sha": COMMIT, "siblings": siblings, "gated": gated, "private": False, "tags": []}
            self._send(json.dumps({**told, "cardData": {"license": "apache-2.0"}}).encode(), "application/json")

    def _file(self, path: str, body: bool) -> None:
        model, _, rest = path.partition("/resolve/")
        name = rest.partition("/")[2]
        self.hub.asked.append((self.command, name, self.headers.get("Range", "")))
        if model in self.hub.gated:
            self._refuse(403, "GatedRepo")
        elif name not in self.hub.repositories.get(model, {}):
            self._refuse(404, "EntryNotFound")
        else:
            self._bytes(name, self.hub.repositories[model][name], body)

    def _bytes(self, name: str, data: bytes, body: bool) -> None:
        start = int((self.headers.get("Range") or "bytes=0-").removeprefix("bytes=").partition("-")[0] or 0)
        rest = data[start:]
        self.send_response(206 if start else 200)
        for key, value in {
            "ETag": f'"{hashlib.sha256(data).hexdigest()}"',
            "X-Repo-Commit": COMMIT,
            "Content-Length": str(len(rest)),
            "Content-Type": "application/octet-stream",
            "Accept-Ranges": "bytes",
            **({"Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}"} if start else {}),
        }.items():
            self.send_header(key, value)
        self.end_headers()
        if not body:
            return
        cuts = self.hub.cuts.get(name, [])
        if cuts:
            rest = rest[: cuts.pop(0)]
            self.close_connection = True
        self.wfile.write(rest)

    def _refuse(self, status: int, code: str) -> None:
        self.send_response(status)
        self.send_header("X-Error-Code", code)
        self.send_header("X-Error-Message", "no")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, data: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
