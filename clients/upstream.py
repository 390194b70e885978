"""A provider of models that speaks OpenAI's Chat Completions and fails on purpose; it prints its address and serves until it is ended.

The model's name says what it does:
plain   says all it has to say
cut     hangs up in the middle, without a word
broken  reports an error in the middle
wrong   says a figure of its own
down    refuses every request
"""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SENTENCES = {"wrong": ["Revenue was £12,345.67. ", "It came from what was sold. ", "That is all."]}
SAID = ["Revenue was {F1}. ", "It came from what was sold. ", "That is all."]


class Provider(BaseHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        model = asked["model"]
        if model == "down":
            self.send_error(500)
            return
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        sentences = SENTENCES.get(model, SAID)
        for sentence in sentences[:2] if model in ("cut", "broken") else sentences:
            self.say({"choices": [{"index": 0, "delta": {"content": sentence}, "finish_reason": None}]})
        if model == "broken":
            self.say({"error": {"message": "overloaded", "type": "server_error", "code": "server_error"}})
        if model in ("cut", "broken"):
            return
        self.say({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        self.say({"choices": [], "usage": {"prompt_tokens": 100, "completion_tokens": 10}})
        self.wfile.write(b"data: [DONE]\n\n")

    def say(self, chunk):
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, *_):
        pass


provider = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
print(f"http://127.0.0.1:{provider.server_port}/v1", flush=True)
provider.serve_forever()
