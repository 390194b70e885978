"""The figures that answers must have: DuckDB over the raw rows of one schema, by the words of its catalogue alone.

Nothing here knows the system under test.
"""

from datetime import date

import duckdb


def text(value):
    return "'" + str(value).replace("'", "''") + "'"


class Gold:
    def __init__(self, path, select, measures, dimensions):
        """`select`: SQL of a row's columns (`d` is its day); `measures` and `dimensions`: name to SQL."""
        self.db = duckdb.connect()
        self.db.execute("SET threads = 2")
        form = "all_varchar = true, header = true, delim = ',', quote = '\"', escape = '\"'"
        raw = f"read_csv({text(path)}, {form})"
        self.db.execute(f"CREATE TABLE r AS SELECT {select} FROM {raw} ORDER BY d")
        self.measures, self.dimensions = measures, dimensions
        self.first, self.last = self.db.execute("SELECT min(d), max(d) FROM r").fetchone()
        self.known = {}

    def rows(self, sql):
        if sql not in self.known:
            self.known[sql] = self.db.execute(sql).fetchall()
        return self.known[sql]

    def where(self, period=None, filters=()):
        parts = ["true"]
        if period is not None:
            parts.append(f"d BETWEEN DATE '{period[0]}' AND DATE '{period[1]}'")
        for dimension, members, exclude in filters:
            column = self.dimensions[dimension]
            listed = f"({', '.join(text(member) for member in members)})"
            # Rows without a member are neither in nor among "all but".
            parts.append(f"{column} IS NOT NULL AND {column} {'NOT IN' if exclude else 'IN'} {listed}")
        return " AND ".join(parts)

    def value(self, measure, period=None, filters=()):
        found = self.rows(f"SELECT {self.measures[measure]} FROM r WHERE {self.where(period, filters)}")[0][0]
        return None if found is None else float(found)

    def count(self, period=None, filters=()):
        return self.rows(f"SELECT count(*) FROM r WHERE {self.where(period, filters)}")[0][0]

    def blanks(self, dimension):
        """How many rows name no member."""
        return self.rows(f"SELECT count(*) FROM r WHERE {self.dimensions[dimension]} IS NULL")[0][0]

    def by(self, measure, dimension, period=None, filters=(), lowest=False):
        """(member, figure), largest or smallest first."""
        column = self.dimensions[dimension]
        where = f"{self.where(period, filters)} AND {column} IS NOT NULL"
        sql = f"SELECT {column}, {self.measures[measure]} AS x FROM r WHERE {where} GROUP BY 1 HAVING x IS NOT NULL"
        found = [(member, float(figure)) for member, figure in self.rows(sql)]
        return sorted(found, key=lambda one: (one[1] if lowest else -one[1], one[0]))

    def by_unit(self, measure, grain, period, filters=()):
        """(first day of the unit, figure) in order of time."""
        unit = f"date_trunc('{grain}', d)::DATE"
        where = self.where(period, filters)
        sql = f"SELECT {unit} AS u, {self.measures[measure]} FROM r WHERE {where} GROUP BY 1 ORDER BY 1"
        return [(unit, float(figure)) for unit, figure in self.rows(sql) if figure is not None]

    def clipped(self, period):
        first, last = (date.fromisoformat(str(day)) for day in period)
        return max(first, self.first), min(last, self.last)
