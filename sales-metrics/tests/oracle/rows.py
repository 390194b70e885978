"""The raw rows in DuckDB: read by its own CSV reader, added up as 128-bit integers, so that every sum is exact."""

import re
from datetime import date, timedelta
from fractions import Fraction

import duckdb


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def text(value):
    return "'" + value.replace("'", "''") + "'"


class Expression:
    """A measure's expression as SQL over scaled integers: `sql` is the value times 10 to the power `scale`."""

    TOKEN = re.compile(r"\s*(\[[^\]]+\]|[^\W\d]\w*|\d[\d.]*|[-+*()])")

    def __init__(self, written, number):
        self.tokens, at = [], 0
        while at < len(written.rstrip()):
            match = self.TOKEN.match(written, at)
            assert match, f"{written!r} at {at}"
            self.tokens.append(match.group(1))
            at = match.end()
        self.number = number
        self.sql, self.scale = self.sum()
        assert not self.tokens, self.tokens

    def peek(self):
        return self.tokens[0] if self.tokens else None

    @staticmethod
    def scaled(value, scale):
        return value[0] if value[1] == scale else f"({value[0]} * {10 ** (scale - value[1])}::HUGEINT)"

    def sum(self):
        left = self.product()
        while self.peek() in ("+", "-"):
            sign, right = self.tokens.pop(0), self.product()
            scale = max(left[1], right[1])
            left = f"({self.scaled(left, scale)} {sign} {self.scaled(right, scale)})", scale
        return left

    def product(self):
        left = self.factor()
        while self.peek() == "*":
            self.tokens.pop(0)
            right = self.factor()
            left = f"({left[0]} * {right[0]})", left[1] + right[1]
        return left

    def factor(self):
        token = self.tokens.pop(0)
        if token == "-":
            inner = self.factor()
            return f"(-{inner[0]})", inner[1]
        if token == "(":
            inner = self.sum()
            assert self.tokens.pop(0) == ")"
            return inner
        if token[0].isdigit():
            whole, _, fraction = token.partition(".")
            return f"{int(whole + fraction)}::HUGEINT", len(fraction)
        return self.number(token.strip("[]"))


# What counts those of another measure who were, or were not, there at other times.
LOOKING_BACK = ("new", "returning", "lost")


class Rows:
    """The file's rows, with what each adds to each measure."""

    def __init__(self, files, catalogue, dialect, before):
        """`before` gives the period before one."""
        self.before = before
        self.db = duckdb.connect()
        self.db.execute("SET threads = 2; SET preserve_insertion_order = false")
        self.dialect, self.scales = dialect, {}
        paths = "[" + ", ".join(text(str(path)) for path in files) + "]"
        self.db.execute(
            f"CREATE TABLE raw AS SELECT * FROM read_csv({paths}, all_varchar = true, header = true, auto_detect = false,"
            f" columns = {self.columns(files[0])}, delim = {text(dialect.get('delimiter', ','))}, quote = '\"', escape = '\"',"
            " nullstr = '\\N', strict_mode = true)"
        )
        times = [dialect["time"]] if "time" in dialect else catalogue["time"]["formats"]
        has_hour = "%H" in times[0]
        time = quoted(catalogue["time"]["column"])
        stamp = f"coalesce({', '.join(f'try_strptime(trim({time}), {text(form)})' for form in times)})"
        parts = [f"{stamp} AS stamp"]
        self.measures = {measure["name"]: measure for measure in catalogue["measures"]}
        self.places = {name: place for place, name in enumerate(self.measures)}
        for name, measure in self.measures.items():
            column = self.contribution(measure)
            if column:
                parts.append(f"{column} AS m{self.places[name]}")
        self.dimensions = {}
        for place, dimension in enumerate(catalogue["dimensions"]):
            self.dimensions[dimension["name"]] = place
            parts.append(f"{self.member(dimension, stamp, has_hour)} AS d{place}")
        self.db.execute(f"CREATE TABLE typed AS SELECT {', '.join(parts)} FROM raw")
        bad = self.db.execute("SELECT count(*) FROM typed WHERE stamp IS NULL").fetchone()[0]
        assert bad == 0, f"{bad} rows have no date that can be read"
        self.encode(catalogue)
        self.first, self.last = self.db.execute("SELECT min(day), max(day) FROM sales").fetchone()

    def columns(self, path):
        import csv

        with open(path, encoding="utf-8-sig", newline="") as file:
            header = next(csv.reader(file, delimiter=self.dialect.get("delimiter", ",")))
        return "{" + ", ".join(f"{text(name.strip())}: 'VARCHAR'" for name in header) + "}"

    def number(self, column, strict=True):
        """A column as a scaled integer; NULL where it is blank."""
        name = quoted(column)
        plain = f"trim(coalesce({name}, ''))"
        if self.dialect.get("parentheses"):
            plain = f"regexp_replace({plain}, '^\\((.*)\\)$', '-\\1')"
        for mark in self.dialect.get("marks", []):
            plain = f"replace({plain}, {text(mark)}, '')"
        if "thousands" in self.dialect:
            plain = f"replace({plain}, {text(self.dialect['thousands'])}, '')"
        plain = f"replace({plain}, {text(self.dialect.get('decimal', '.'))}, '.')"
        if column not in self.scales:
            digits = f"regexp_full_match({plain}, '-?[0-9]+([.][0-9]*)?|-?[.][0-9]+')"
            if strict:
                bad = self.db.execute(f"SELECT {name} FROM raw WHERE {plain} <> '' AND NOT {digits} LIMIT 1").fetchone()
                assert bad is None, f"{column} holds {bad}"
            longest = f"SELECT max(length(split_part({plain}, '.', 2))) FROM raw WHERE {digits}"
            self.scales[column] = self.db.execute(longest).fetchone()[0] or 0
        scale = self.scales[column]
        whole, fraction = f"split_part({plain}, '.', 1)", f"split_part({plain}, '.', 2)"
        return f"try_cast(nullif({whole} || rpad({fraction}, {scale}, '0'), '{'0' * scale}') AS HUGEINT)", scale

    def condition(self, condition):
        column, (kind, value) = quoted(condition["column"]), as_pair(condition["is"])
        raw = f"coalesce({column}, '')"
        if kind == "oneOf":
            holds = f"{raw} IN ({', '.join(text(one) for one in value)})"
        elif kind == "startsWith":
            holds = f"starts_with({raw}, {text(value)})"
        elif kind == "blank":
            holds = f"regexp_full_match({raw}, '\\s*')"
        else:
            sql, scale = self.number(condition["column"], strict=False)
            bound = Fraction(value) * 10**scale
            # In integers: above 10.5 is 2 times the number above 21.
            sign = {"above": ">", "below": "<"}[kind]
            holds = f"coalesce({sql} * {bound.denominator} {sign} {bound.numerator}::HUGEINT, false)"
        return f"NOT ({holds})" if condition.get("not") else f"({holds})"

    def contribution(self, measure):
        """What a row adds to the measure; NULL for nothing."""
        kind, value = as_pair(measure["aggregate"])
        if kind == "ratio" or kind in LOOKING_BACK:
            return None
        where = " AND ".join(self.condition(one) for one in measure.get("where", [])) or "true"
        if kind == "count":
            content = "1"
        elif kind == "countDistinct":
            content = f"CASE WHEN regexp_full_match(coalesce({quoted(value)}, ''), '\\s*') THEN NULL ELSE trim({quoted(value)}) END"
        else:
            expression = Expression(value, self.number)
            self.scales[measure["name"], "measure"] = expression.scale
            content = expression.sql
        return f"CASE WHEN {where} THEN {content} END"

    def member(self, dimension, stamp, has_hour):
        part = dimension.get("part")
        if part == "weekday":
            return f"dayname({stamp})"
        if part == "monthOfYear":
            return f"monthname({stamp})"
        if part == "hour":
            return f"strftime({stamp}, '%H')" if has_hour else "NULL"
        raw = f"coalesce({quoted(dimension['column'])}, '')"
        return f"CASE WHEN regexp_full_match({raw}, '\\s*') THEN NULL ELSE trim({raw}) END"

    def encode(self, catalogue):
        """Texts become numbers once, so that five thousand scans compare numbers."""
        self.members = {}
        parts, joins = ["CAST(stamp AS DATE) AS day"], []
        for measure in catalogue["measures"]:
            column = f"m{self.places[measure['name']]}"
            kind = as_pair(measure["aggregate"])[0]
            if kind == "countDistinct":
                parts.append(self.dictionary(column, joins))
            elif kind in ("sum", "average", "min", "max"):
                large = f"SELECT coalesce(max(abs({column})), 0) > 9000000000000000000 FROM typed"
                small = not self.db.execute(large).fetchone()[0]
                parts.append(f"CAST({column} AS {'BIGINT' if small else 'HUGEINT'}) AS {column}")
            elif kind == "count":
                parts.append(column)
        for name, place in self.dimensions.items():
            parts.append(self.dictionary(f"d{place}", joins))
            listed = self.db.execute(f"SELECT id, value FROM of_d{place}").fetchall()
            self.members[name] = dict(listed)
        self.ids = {name: {value: id for id, value in known.items()} for name, known in self.members.items()}
        self.db.execute(f"CREATE TABLE sales AS SELECT {', '.join(parts)} FROM typed {' '.join(joins)} ORDER BY day")

    def dictionary(self, column, joins):
        self.db.execute(
            f"CREATE TABLE of_{column} AS SELECT CAST(row_number() OVER (ORDER BY value) AS INTEGER) AS id, value"
            f" FROM (SELECT DISTINCT {column} AS value FROM typed WHERE {column} IS NOT NULL)"
        )
        joins.append(f"LEFT JOIN of_{column} ON typed.{column} = of_{column}.value")
        return f"of_{column}.id AS {column}"

    def where(self, filters, first, last):
        parts = [f"day BETWEEN DATE '{first}' AND DATE '{last}'"]
        for one in filters:
            column, known = f"d{self.dimensions[one['dimension']]}", self.ids[one["dimension"]]
            ids = sorted({known[member] for member in one["members"] if member in known})
            listed = f"({', '.join(map(str, ids or [-1]))})"
            parts.append(f"({column} NOT IN {listed} OR {column} IS NULL)" if one.get("exclude") else f"{column} IN {listed}")
        return " AND ".join(parts)

    def bases(self, names):
        """The measures behind `names`: a ratio's two."""
        found = []
        for name in names:
            kind, value = as_pair(self.measures[name]["aggregate"])
            found += [value["of"], value["per"]] if kind == "ratio" else [name]
        return list(dict.fromkeys(found))

    def sums(self, names, filters, first, last, key=None, having=None):
        """By group (`None` for the whole): {"rows": n, measure: what it adds up to}."""
        if self.looks_back(names[0]):
            return self.looking_back(names[0], filters, first, last, key)
        bases = self.bases(names)
        where = self.where(filters, first, last) + (f" AND {having}" if having else "")
        columns = [sql for name in bases for sql in self.columns_of(name)]
        select = f"SELECT {key or 'NULL'}, count(*){''.join(', ' + sql for sql in columns)} FROM sales WHERE {where}"
        groups = {}
        for group, rows, *values in self.db.execute(select + (" GROUP BY 1" if key else "")).fetchall():
            slot = groups[group] = {"rows": rows}
            for name in bases:
                width = len(self.columns_of(name))
                slot[name], values = tuple(values[:width]), values[width:]
        return groups

    def looks_back(self, name):
        return as_pair(self.measures[name]["aggregate"])[0] in LOOKING_BACK

    def looking_back(self, name, filters, first, last, key):
        """The same for a measure of who is new, returned or was lost: who was there, anywhere, at another time."""
        kind, counted = as_pair(self.measures[name]["aggregate"])
        column = f"m{self.places[counted]}"

        def anywhere(first, last):
            return f"(SELECT {column} FROM sales WHERE day BETWEEN DATE '{first}' AND DATE '{last}' AND {column} IS NOT NULL)"

        def count(sql, first, last):
            where = self.where(filters, first, last)
            select = f"SELECT {key or 'NULL'}, count(*), {sql} FROM sales WHERE {where}" + (" GROUP BY 1" if key else "")
            return {group: (rows, number) for group, rows, number in self.db.execute(select).fetchall()}

        if kind == "lost":
            others = anywhere(first, last)
            counts = count(f"count(DISTINCT CASE WHEN {column} NOT IN {others} THEN {column} END)", *self.before(first, last))
        else:
            is_one = "NOT IN" if kind == "new" else "IN"
            earlier = anywhere(self.first, date.fromisoformat(str(first)) - timedelta(days=1))
            counts = count(f"count(DISTINCT CASE WHEN {column} {is_one} {earlier} THEN {column} END)", first, last)
        rows = count("0", first, last) if kind == "lost" else counts
        groups = counts.keys() | rows.keys()
        # Where nobody was, nobody is counted.
        return {
            group: {"rows": rows.get(group, (0,))[0], name: counts[group][1:] if counts.get(group, (0,))[0] else None}
            for group in groups
        }

    def first_seen(self, name, filters, first, last):
        """How many ids of a distinct count come up for the first time, by day."""
        column = f"m{self.places[name]}"
        inner = f"SELECT min(day) AS day FROM sales WHERE {self.where(filters, first, last)} AND {column} IS NOT NULL GROUP BY {column}"
        return dict(self.db.execute(f"SELECT day, count(*) FROM ({inner}) GROUP BY 1").fetchall())

    def columns_of(self, name):
        column, kind = f"m{self.places[name]}", as_pair(self.measures[name]["aggregate"])[0]
        return {
            "sum": [f"sum({column})"],
            "count": [f"count({column})"],
            "countDistinct": [f"count(DISTINCT {column})"],
            "average": [f"sum({column})", f"count({column})"],
            "min": [f"min({column})"],
            "max": [f"max({column})"],
        }[kind]

    def value(self, name, slot):
        """(figure as a fraction or None, why it is None) of what a slice adds up to."""
        kind, value = as_pair(self.measures[name]["aggregate"])
        if kind in LOOKING_BACK:
            found = slot and slot[name]
            return (Fraction(found[0]), None) if found else (None, "noSales")
        if slot is None or slot["rows"] == 0:
            return None, "noSales"
        if kind == "ratio":
            above, below = self.value(value["of"], slot)[0], self.value(value["per"], slot)[0]
            times = 100 if self.measures[name]["unit"] == "percent" else 1
            return (None, "divisionByZero") if not below else (times * above / below, None)
        found = slot[name]
        if kind in ("count", "countDistinct"):
            return Fraction(found[0]), None
        if kind == "average" and not found[1]:
            return None, "divisionByZero"
        if kind in ("min", "max") and found[0] is None:
            return None, "noSales"
        figure = Fraction(int(found[0] or 0), 10 ** self.scales[name, "measure"])
        return (figure / found[1] if kind == "average" else figure), None


def as_pair(tagged):
    """`"count"` or `{"sum": x}` as (kind, content)."""
    return (tagged, None) if isinstance(tagged, str) else next(iter(tagged.items()))
