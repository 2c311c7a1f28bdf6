# SPDX-License-Identifier: Apache-2.0
"""A day's work with pandas and numpy: frames, groups, merges, columns of objects, categories, times, structured arrays.
For the tests that count references in a program as people write them."""
import functools
import io

import numpy
import pandas


def sales(n):
    random = numpy.random.default_rng(7)
    frame = pandas.DataFrame({
        "day": pandas.date_range("2020-01-01", periods=n, freq="h"),
        "shop": pandas.Categorical(random.choice(["north", "south", "harbour"], n)),
        "customer": [f"customer {i % 997}" for i in range(n)],
        "price": random.normal(20, 4, n).round(2),
        "amount": random.integers(1, 9, n),
    })
    frame["basket"] = [{"lines": [i, i + 1], "note": f"note {i}"} if i % 3 else None for i in range(n)]
    return frame


class Basket:
    def __init__(self, rows):
        self.rows = rows


def work(n):
    """A dict of everything, which keeps it alive."""
    frame = sales(n)
    kept = {"frame": frame}
    kept["daily"] = frame.groupby(frame["day"].dt.date)[["price", "amount"]].agg(["sum", "mean", "max"])
    kept["by shop"] = frame.groupby(["shop", "customer"], observed=True)["price"].describe()
    kept["groups"] = {name: group for name, group in frame.groupby("shop", observed=True)}
    customers = pandas.DataFrame({"customer": sorted(set(frame["customer"])), "since": pandas.Timestamp("2019-05-05")})
    customers["tier"] = pandas.cut(numpy.arange(len(customers)), 4, labels=list("abcd"))
    kept["merged"] = frame.merge(customers, on="customer", how="left")
    kept["pivot"] = frame.pivot_table(index=frame["day"].dt.month, columns="shop", values="price", aggfunc="mean", observed=True)
    kept["words"] = frame["customer"].str.upper().str.split(" ")
    kept["applied"] = frame.head(300).apply(lambda row: Basket([row["price"], row["shop"]]), axis=1)
    kept["rolling"] = frame.set_index("day")["price"].rolling("7D").mean()
    kept["resampled"] = frame.set_index("day")["amount"].resample("D").sum()
    kept["many"] = pandas.concat([frame.head(50)] * 5, keys=range(5))
    kept["csv"] = pandas.read_csv(io.StringIO(frame.head(500).drop(columns="basket").to_csv(index=False)), parse_dates=["day"])
    kept["nullable"] = pandas.array([1, None, 3] * 100, dtype="Int64")
    kept["strings"] = pandas.array(["a", None, "c"] * 100, dtype="string")
    kept["intervals"] = pandas.interval_range(0, 50)
    kept["zones"] = pandas.date_range("2021-01-01", periods=100, tz="Europe/Berlin")
    kept["stamps"] = [stamp for stamp in kept["zones"]] + [pandas.Timedelta(i, "h") for i in range(100)]
    kept["scalars"] = [frame["price"].iloc[i] for i in range(500)] + list(frame["amount"].to_numpy()[:500])
    kept["records"] = records(400)
    kept["arrays"] = [numpy.arange(i) for i in range(100)] + [numpy.zeros((3, 4))[1:, ::2] for _ in range(100)]
    kept["ufuncs"] = [numpy.frompyfunc(functools.partial(max, i), 1, 1) for i in range(20)] + [numpy.vectorize(str)]
    kept["flat"] = [numpy.ones(5).flat, numpy.nditer(numpy.ones(5)), numpy.broadcast(numpy.ones(5), numpy.ones((2, 5)))]
    return kept


def records(n):
    """An array of records with objects in it, nested ones too."""
    inner = numpy.dtype([("owner", object), ("number", "i4"), ("pair", object, (2,))])
    array = numpy.empty(n, dtype=[("who", object), ("where", inner), ("what", "f8")])
    for i in range(n):
        array[i] = (Basket([i]), (f"owner {i}", i, (Basket([]), [i])), i / 2)
    return [array, array[::3], array["where"]]
