"""What `schemathesis` does to each request before it is sent (contract.rs)."""

from itertools import count

import schemathesis

KEY = "Idempotency-Key"
numbers = count()


@schemathesis.hook
def before_call(context, case, kwargs):
    """Makes an idempotency key one that no request had before; a malformed one stays so."""
    generated = case.meta.generation.mode if case.meta else None
    if case.headers and case.headers.get(KEY) and generated == schemathesis.GenerationMode.POSITIVE:
        case.headers[KEY] = f"{case.headers[KEY][:200]}-{next(numbers)}"
