"""Looks at JSON Schemas as another engine does: Python's re and python3-jsonschema. Asked and answered in JSON."""

import json
import re
import sys

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError


def fault_of(schema):
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        return error.message
    return None


def verdicts_of(pattern, texts):
    try:
        return [re.search(pattern, text) is not None for text in texts]
    except re.error as error:
        return str(error)


asked = json.load(sys.stdin)
answer = {
    "schemas": {name: fault_of(schema) for name, schema in asked["schemas"].items()},
    "patterns": {pattern: verdicts_of(pattern, asked["texts"]) for pattern in asked["patterns"]},
    "instances": [
        [error.message for error in Draft202012Validator(asked["schemas"][name]).iter_errors(instance)]
        for name, instance in asked["instances"]
    ],
}
json.dump(answer, sys.stdout)
