#!/usr/bin/env python3
"""Hours of six pollutants to daily index and annual statistics in pandas, beside `air_bench` in the same run.

usage: air_pandas.py AIR_BENCH [REPETITIONS]

The same shape as air_bench.cc: 100 stations, a year, 3 % missing, short days. pandas does what its users write: group by day, mean
where 20 hours are there, rolling ozone windows, interpolated indices, annual means and percentiles. Each round runs one after the
other; printed are medians and their ratio. Needs python3-pandas; without it the script says so and ends with 0.
"""
import json
import statistics
import subprocess
import sys
import time

try:
    import numpy as np
    import pandas as pd
except ImportError:
    print("air_pandas: python3-pandas is not installed; skipped")
    sys.exit(0)

STATIONS, DAYS, SLOTS = 100, 365, 24
HOURS = STATIONS * DAYS * SLOTS
POLLUTANTS = ["so2", "no2", "pm10", "pm25", "co", "o3"]
INDEX = [0, 50, 100, 150, 200, 300, 400, 500]
# HJ 633-2012 table 1, CO in tenths as in air_bench.
POINTS = {"so2": [0, 50, 150, 475, 800, 1600, 2100, 2620], "no2": [0, 40, 80, 180, 280, 565, 750, 940],
          "pm10": [0, 50, 150, 250, 350, 420, 500, 600], "pm25": [0, 35, 75, 115, 150, 250, 350, 500],
          "co": [0, 20, 40, 140, 240, 360, 480, 600], "o3": [0, 100, 160, 215, 265, 800]}


def hours():
    random = np.random.default_rng(12)
    values = random.integers(0, 160, size=(HOURS, len(POLLUTANTS))).astype(float)
    values[random.random(values.shape) < 0.03] = np.nan
    frame = pd.DataFrame(values, columns=POLLUTANTS)
    index = np.arange(HOURS)
    frame["station"] = index // (DAYS * SLOTS)
    frame["day"] = index // SLOTS % DAYS
    frame["slot"] = index % SLOTS
    short = random.random(STATIONS * DAYS) < 0.02
    frame.loc[np.repeat(short, SLOTS) & (frame["slot"] < 8), POLLUTANTS] = np.nan
    return frame


def evaluate(frame):
    keys = ["station", "day"]
    grouped = frame.groupby(keys)[POLLUTANTS[:5]]
    days = grouped.mean().where(grouped.count() >= 20).round()
    window = frame.groupby(keys)["o3"].rolling(8, min_periods=6).mean()
    window = window.droplevel(2).to_frame("o3")
    window["slot"] = frame["slot"].to_numpy()
    window = window[window["slot"] >= 7].groupby(level=[0, 1])["o3"]
    ozone, count = window.max().round(), window.count()
    days["o3"] = ozone.where((count >= 14) | (ozone > 160))
    index = pd.DataFrame({p: np.ceil(np.interp(days[p], POINTS[p], INDEX[:len(POINTS[p])])) for p in POLLUTANTS}, index=days.index)
    index = index.where(days.notna())
    aqi = index.max(axis=1)
    by_station = days.groupby(level=0)
    return (by_station.mean(), by_station.quantile(0.95), by_station.quantile(0.98), by_station.quantile(0.9),
            (aqi <= 100).groupby(level=0).sum())


def main():
    program = sys.argv[1]
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    frame = hours()
    ours, theirs = [], []
    for _ in range(rounds):
        done = subprocess.run([program, "--benchmark_filter=^columns$", "--benchmark_format=json"], capture_output=True, text=True,
                              check=True)
        ours.append(json.loads(done.stdout)["benchmarks"][0]["items_per_second"])
        begin = time.perf_counter()
        evaluate(frame)
        theirs.append(HOURS / (time.perf_counter() - begin))
    a, b = statistics.median(ours), statistics.median(theirs)
    print(f"columns {a / 1e6:.1f} M station-hours/s, pandas {b / 1e6:.2f} M: {a / b:.0f} times")


if __name__ == "__main__":
    main()
