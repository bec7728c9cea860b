"""An MCP client of the standard library's own. Reads JSON on stdin: the server's command line, and the calls to make.

Every tool's schemas are held against the metaschema, every call's arguments and result against the tool's schemas. Prints
what came of it as JSON.
"""

import json
import subprocess
import sys

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError


class Client:
    def __init__(self, command):
        self.server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.last = 0

    def send(self, message):
        self.server.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        self.server.stdin.flush()

    def ask(self, method, params):
        self.last += 1
        self.send({"id": self.last, "method": method, "params": params})
        for line in self.server.stdout:
            answer = json.loads(line)
            if answer.get("id") == self.last:
                return answer
        raise SystemExit(f"the server ended in the middle of {method}")

    def end(self):
        self.server.stdin.close()
        return self.server.wait(timeout=60)


def faults_of(schema, value):
    return [error.message for error in Draft202012Validator(schema).iter_errors(value)]


def is_schema(schema):
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError:
        return False
    return True


asked = json.load(sys.stdin)
client = Client(asked["command"])
about = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "python", "version": "1"}}
client.ask("initialize", about)
client.send({"method": "notifications/initialized"})
tools = {tool["name"]: tool for tool in client.ask("tools/list", {})["result"]["tools"]}

results = []
for name, arguments in asked["calls"]:
    answer = client.ask("tools/call", {"name": name, "arguments": arguments})["result"]
    report = answer["structuredContent"]
    results.append(
        {
            "tool": name,
            "isError": answer.get("isError", False),
            "verdict": report["verdict"],
            "codes": [problem["code"] for problem in report["problems"]],
            "faults": faults_of(tools[name]["outputSchema"], report),
            "argumentFaults": faults_of(tools[name]["inputSchema"], arguments),
            "sameAsText": json.loads(answer["content"][0]["text"]) == report,
        }
    )

json.dump(
    {
        "tools": {n: is_schema(t["inputSchema"]) and is_schema(t["outputSchema"]) for n, t in tools.items()},
        "results": results,
        "status": client.end(),
    },
    sys.stdout,
)
