"""What `schemathesis` does to each request before it is sent (contract.rs)."""

from itertools import count

import schemathesis

KEY = "Idempotency-Key"
numbers = count()


def key_of(case):
    return (case.headers or {}).get(KEY)


@schemathesis.hook
def filter_case(context, case):
    """Leaves out keys that are malformed by blanks around them alone: HTTP takes those away on the way to the server."""
    key = key_of(case)
    return not isinstance(key, str) or key == key.strip()


@schemathesis.hook
def before_call(context, case, kwargs):
    """Makes an idempotency key one that no request had before, as clients must; a malformed one stays so."""
    key = key_of(case)
    generated = case.meta.generation.mode if case.meta else None
    if key and generated == schemathesis.GenerationMode.POSITIVE:
        case.headers[KEY] = f"{key[:200]}-{next(numbers)}"
