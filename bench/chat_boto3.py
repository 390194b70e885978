"""A chat's Lambda handler in Python: what `cargo xtask bench chat` measures beside ours.

    AWS_ENDPOINT_URL=… AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=… AWS_REGION=… chat_boto3.py SPEC.json

It does the steps of a turn, for one kind of question ("revenue of Germany in March 2011"): verifies the token, reads the tenant's
row and the session, finds country and month in the question, reads the figure's item (as `import_pandas.py` wrote it), adds it up,
writes a sentence, checks the sentence's numbers against the figure, stores question, answer and session in one transaction and
adds to the month's usage. It draws no chart, suggests nothing and knows no other question, which ours does.

SPEC has `registry`, `messages`, `metrics` (tables), `tenant`, `token`, `jwks`, `audience`, `issuer`, `countries`, `questions` and `rounds`.
"""

import datetime
import json
import re
import resource
import sys
import time
import uuid
from decimal import Decimal

import boto3
import jwt
import msgpack
import numpy as np
import zstandard

MONTHS = ["january", "february", "march", "april", "may", "june",
          "july", "august", "september", "october", "november", "december"]
ASKED = re.compile(rf"(revenue|units|refunds)\b.*\b({'|'.join(MONTHS)})\s+(\d{{4}})", re.IGNORECASE)
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")

spec = json.load(open(sys.argv[1]))
dynamodb = boto3.client("dynamodb")
NAMES = spec["countries"]
keys = {key["kid"]: jwt.PyJWK(key) for key in spec["jwks"]["keys"]}
decompressor = zstandard.ZstdDecompressor()


def handler(event):
    token = event["headers"]["authorization"].removeprefix("Bearer ")
    key = keys[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(token, key, algorithms=["ES256"], audience=spec["audience"], issuer=spec["issuer"])
    tenant = claims["custom:tenant_id"]
    record = dynamodb.get_item(TableName=spec["registry"],
                               Key={"pk": {"S": f"TENANT#{tenant}"}, "sk": {"S": "META"}})["Item"]
    assert record["state"]["S"] == "active", record["state"]
    body = json.loads(event["body"])
    user, session_id = f"USER#{claims['sub']}", body.get("sessionId")
    turns = 0
    if session_id:
        session = dynamodb.get_item(TableName=spec["messages"],
                                    Key={"pk": {"S": user}, "sk": {"S": f"SESSION#{session_id}"}})["Item"]
        turns = int(session["turns"]["N"])

    text = body["text"]
    measure, month, year = ASKED.search(text).groups()
    country = next(name for name in NAMES if name.lower() in text.lower())
    key = f"{year}-{MONTHS.index(month.lower()) + 1:02}"
    items = dynamodb.query(
        TableName=spec["metrics"], KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
        ExpressionAttributeValues={":pk": {"S": f"METRIC#country={country}"}, ":sk": {"S": key}})["Items"]
    cells = msgpack.unpackb(decompressor.decompress(b"".join(item["payload"]["B"] for item in items)))
    days = np.frombuffer(cells["keys"], np.int32)
    total = Decimal(int(np.frombuffer(cells[measure.lower()], np.int64).sum())) / 10_000
    fact = {"id": "F1", "measure": measure, "value": str(total), "days": len(days), "country": country, "month": key}

    answer = f"{measure.capitalize()} of {country} in {month.capitalize()} {year} was £{total:,.2f}."
    allowed = {f"{abs(total):,.2f}", year}
    assert all(number.rstrip(".,") in allowed for number in NUMBER.findall(answer)), answer

    session_id = session_id or str(uuid.uuid4())
    message_id = str(uuid.uuid4())
    now = datetime.datetime.now(datetime.UTC)
    expires = {"N": str(int(now.timestamp()) + 365 * 86_400)}
    reply = {"messageId": message_id, "sessionId": session_id, "verdict": "ANSWERED", "text": answer, "facts": [fact]}

    def message(id, at, sender, text, **more):
        return {"Put": {"TableName": spec["messages"], "Item": {
            "pk": {"S": f"MSG#{id}"}, "sk": {"S": at.isoformat()}, "tenantId": {"S": tenant}, "sessionId": {"S": session_id},
            "messageId": {"S": id}, "sender": {"S": sender}, "text": {"S": text}, "expiresAt": expires, **more}}}

    dynamodb.transact_write_items(TransactItems=[
        message(str(uuid.uuid4()), now, "user", text),
        message(message_id, now + datetime.timedelta(milliseconds=1), "assistant", answer, reply={"S": json.dumps(reply)}),
        {"Put": {"TableName": spec["messages"], "Item": {
            "pk": {"S": user}, "sk": {"S": f"SESSION#{session_id}"}, "turns": {"N": str(turns + 1)},
            "plan": {"S": json.dumps({"measure": measure, "country": country, "month": key})}, "expiresAt": expires}}},
    ])
    dynamodb.update_item(
        TableName=spec["registry"], Key={"pk": {"S": f"TENANT#{tenant}"}, "sk": {"S": f"PYTHON-USAGE#{now:%Y-%m}"}},
        UpdateExpression="ADD turns :one, costUsd :cost", ExpressionAttributeValues={":one": {"N": "1"}, ":cost": {"N": "0"}})
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": json.dumps(reply)}


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main():
    questions, took, answers, session = spec["questions"], [], {}, None
    for turn in range(spec["rounds"]):
        if turn == spec["rounds"] // 10:
            # The first are for connections and caches.
            before, took = cpu(), []
        text = questions[turn % len(questions)]
        body = {"text": text} | ({"sessionId": session} if session else {})
        began = time.perf_counter()
        reply = json.loads(handler({"headers": {"authorization": "Bearer " + spec["token"]}, "body": json.dumps(body)})["body"])
        took.append(time.perf_counter() - began)
        session, answers[text] = reply["sessionId"], reply["facts"][0]["value"]
    used = (cpu() - before) / len(took)
    print(json.dumps({"milliseconds": [round(t * 1e3, 4) for t in took], "cpuMilliseconds": round(used * 1e3, 3),
                      "answers": answers}))


if __name__ == "__main__":
    main()
