"""The demo's file into a tenant's table and bucket with pandas and boto3: what `cargo xtask bench import` measures beside ours.

    AWS_ENDPOINT_URL=… AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=… AWS_REGION=… \\
        import_pandas.py FILE.csv.zst --table T --bucket B --prefix tenants/x/ --key-arn K

It stores the same things: per day totals, per member of each dimension its days, per month and per day the members of each
dimension, each with rows, exact sums and the sorted ids behind each distinct count; the names of the ids; the rows by month as
Parquet; and the file itself. Everything is vectorised, money is in whole ten-thousandths, payloads are arrays in msgpack
under zstd, and batches are sent by several threads. It knows the columns of this one file, which ours does not.
"""

import argparse
import json
import resource
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import boto3
import msgpack
import numpy as np
import pandas as pd
import zstandard
from botocore.config import Config

DIMENSIONS = {"country": "Country", "product": "Description"}
SUMS = ["revenue", "units", "refunds"]
SETS = ["orders", "customers"]
NAMED = ["Country", "Description", "InvoiceNo", "CustomerID"]
MOST_MONTH_SLICES = 5_000
PART_BYTES = 350_000
BATCH_ITEMS = 25
BATCH_BYTES = 4 << 20
THREADS = 4

compressor = threading.local()


def packed(content):
    if not hasattr(compressor, "zstd"):
        compressor.zstd = zstandard.ZstdCompressor(level=3)
    return compressor.zstd.compress(msgpack.packb(content))


class Endpoint:
    """The AWS clients, and when their calls were under way."""

    def __init__(self, options):
        self.options = options
        settings = Config(max_pool_connections=2 * THREADS, retries={"mode": "standard"})
        self.dynamodb = boto3.client("dynamodb", config=settings)
        self.s3 = boto3.client("s3", config=settings)
        self.pool = ThreadPoolExecutor(THREADS)
        self.calls, self.work = [], []
        self.items = self.bytes = 0
        self.batch, self.batch_bytes = [], 0

    def timed(self, call, **arguments):
        began = time.monotonic()
        reply = call(**arguments)
        self.calls.append((began, time.monotonic()))
        return reply

    def waiting(self):
        """Seconds during which at least one call was under way."""
        total, free = 0.0, 0.0
        for began, ended in sorted(self.calls):
            total += max(0.0, ended - max(began, free))
            free = max(free, ended)
        return total

    def put_item(self, partition, key, payload):
        for part, at in enumerate(range(0, len(payload), PART_BYTES)):
            chunk = payload[at : at + PART_BYTES]
            item = {"pk": {"S": partition}, "sk": {"S": f"{key}#00000001#{part:03}"}, "payload": {"B": chunk}}
            if len(self.batch) == BATCH_ITEMS or self.batch_bytes + len(chunk) > BATCH_BYTES:
                self.flush()
            self.batch.append({"PutRequest": {"Item": item}})
            self.batch_bytes += len(chunk)
            self.items += 1
            self.bytes += len(chunk)

    def flush(self):
        if self.batch:
            self.work.append(self.pool.submit(self.send, self.batch))
            self.batch, self.batch_bytes = [], 0

    def send(self, requests):
        table, wait = self.options.table, 0.025
        while requests:
            reply = self.timed(self.dynamodb.batch_write_item, RequestItems={table: requests})
            requests = reply.get("UnprocessedItems", {}).get(table, [])
            if requests:
                time.sleep(wait)
                wait *= 2

    def put_object(self, name, body):
        self.bytes += len(body)
        options = self.options
        arguments = {"Bucket": options.bucket, "Key": options.prefix + name, "Body": body}
        arguments |= {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": options.key_arn}
        self.work.append(self.pool.submit(self.timed, self.s3.put_object, **arguments))

    def finish(self):
        self.flush()
        for work in self.work:
            work.result()


def read(path):
    """The rows, typed, and how many could not be read."""
    texts = {name: "str" for name in ["InvoiceNo", "StockCode", "Description", "CustomerID", "Country"]}
    rows = pd.read_csv(path, compression="zstd", dtype=texts | {"Quantity": "int64", "UnitPrice": "float64"},
                       keep_default_na=False, na_values={name: [""] for name in ["Description", "CustomerID", "Country"]})
    when = pd.to_datetime(rows["InvoiceDate"], format="%Y-%m-%d %H:%M:%S", errors="coerce")
    good = when.notna() & rows["UnitPrice"].notna()
    rejected = int((~good).sum())
    if rejected:
        rows, when = rows[good], when[good]
    rows["when"] = when
    rows["day"] = when.to_numpy().astype("datetime64[D]").astype(np.int32)
    # Exact: prices have at most four digits after the point.
    rows["revenue"] = rows["Quantity"] * (rows["UnitPrice"] * 10_000).round().astype("int64")
    cancelled = rows["InvoiceNo"].str.startswith("C")
    rows["refunds"] = (-rows["revenue"]).where(cancelled, 0)
    rows["units"] = rows["Quantity"]
    return rows, cancelled, rejected


class Rollup:
    """Cells by two keys: rows, sums, and the sorted ids of each distinct count as one array with offsets."""

    def __init__(self, rows, first, second):
        keys = [first, second]
        sums = rows.groupby(keys, sort=True)[SUMS].sum()
        self.cells = sums.assign(rows=rows.groupby(keys, sort=True).size()).reset_index()
        self.first, self.second = self.cells[first].to_numpy(), self.cells[second].to_numpy()
        place = pd.MultiIndex.from_frame(self.cells[keys])
        self.sets = {}
        for name in SETS:
            ids = rows.loc[rows[name] >= 0, [*keys, name]].drop_duplicates().sort_values([*keys, name])
            at = place.get_indexer(pd.MultiIndex.from_frame(ids[keys]))
            offsets = np.zeros(len(self.cells) + 1, np.int64)
            np.add.at(offsets, at + 1, 1)
            self.sets[name] = (np.cumsum(offsets), ids[name].to_numpy(np.int32))
        self.arrays = {name: self.cells[name].to_numpy() for name in ["rows", *SUMS]}

    def payload(self, start, end):
        """The cells from `start` to `end`, keyed by the second key."""
        content = {"keys": self.second[start:end].astype(np.int32).tobytes()}
        for name, array in self.arrays.items():
            content[name] = array[start:end].tobytes()
        for name, (offsets, ids) in self.sets.items():
            content[name] = [np.diff(offsets[start : end + 1]).astype(np.int32).tobytes(),
                             np.diff(ids[offsets[start] : offsets[end]], prepend=np.int32(0)).tobytes()]
        return packed(content)

    def runs(self, *keys):
        """Where runs of equal keys begin and end."""
        if len(self.first) == 0:
            return []
        change = np.zeros(len(self.first) - 1, bool)
        for key in keys:
            change |= key[1:] != key[:-1]
        starts = np.concatenate([[0], np.flatnonzero(change) + 1])
        return zip(starts, np.append(starts[1:], len(self.first)))


def written(unit, days):
    """Days since 1970 as `2011`, `2011-03` or `2011-03-08`."""
    return np.datetime_as_string(days.astype("datetime64[D]"), unit=unit)


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    for name in ["table", "bucket", "prefix", "key-arn"]:
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args()
    began, before = time.monotonic(), cpu()
    endpoint = Endpoint(options)
    with open(options.file, "rb") as file:
        endpoint.put_object("imports/pandas/source", file.read())

    rows, cancelled, rejected = read(options.file)
    names = {}
    for column in NAMED:
        codes, names[column] = pd.factorize(rows[column])
        rows[column] = codes.astype(np.int32)
    rows["orders"] = rows["InvoiceNo"].where(~cancelled, -1)
    rows["customers"] = rows["CustomerID"]
    rows["month"] = rows["when"].to_numpy().astype("datetime64[M]").astype(np.int32)
    parsed = time.monotonic()

    rows["all"] = 0
    total = Rollup(rows, "all", "day")
    keys = written("M", total.second)
    for start, end in total.runs(keys):
        endpoint.put_item("METRIC#total", keys[start], total.payload(start, end))
    for dimension, column in DIMENSIONS.items():
        of = rows[rows[column] >= 0]
        slices = Rollup(of, column, "day")
        months = written("M", slices.second)
        many = len(of[[column, "month"]].drop_duplicates()) > MOST_MONTH_SLICES
        buckets = written("Y", slices.second) if many else months
        members = names[column]
        for start, end in slices.runs(slices.first, buckets):
            endpoint.put_item(f"METRIC#{dimension}={members[slices.first[start]]}", buckets[start], slices.payload(start, end))
        for key, unit, partition in [("month", "M", f"METRIC#{dimension}"), ("day", "D", f"METRIC#{dimension}@day")]:
            board = Rollup(of, key, column)
            for start, end in board.runs(board.first):
                label = np.datetime64(int(board.first[start]), unit)
                endpoint.put_item(partition, str(label), board.payload(start, end))
    for column, values in names.items():
        endpoint.put_item(f"NAMES#{column}", "00000001", packed(list(values)))
    kept = rows[["day", "revenue", "units", "refunds", "orders", "customers", "Country", "Description"]]
    for month, part in kept.groupby(rows["month"], sort=True):
        endpoint.put_object(f"rows/{np.datetime64(int(month), 'M')}/pandas.parquet", part.to_parquet(index=False, compression="zstd"))
    endpoint.finish()
    wall = time.monotonic() - began

    print(json.dumps({
        "wallSeconds": round(wall, 3),
        "cpuSeconds": round(cpu() - before, 3),
        "peakMegabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "waitingSeconds": round(endpoint.waiting(), 3),
        "parseSeconds": round(parsed - began, 3),
        "rows": len(rows),
        "rejected": rejected,
        "items": endpoint.items,
        "bytes": endpoint.bytes,
        "revenue": str(rows["revenue"].sum() / 10_000),
    }))


if __name__ == "__main__":
    main()
