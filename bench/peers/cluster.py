"""One peer on one file: python cluster.py PEER ROWS COLUMNS FILE LABELS MIN_CLUSTER_SIZE MIN_SAMPLES

FILE holds float32 rows; MIN_SAMPLES counts the point itself. Labels go to LABELS as int32; one JSON line says
what it took. Import and compilation (numba) are not counted: a first run on 200 rows warms them up.
"""
import json
import resource
import sys
import time

import numpy as np


def clusterer(peer, min_cluster_size, min_samples):
    if peer == "hdbscan":
        import hdbscan

        # Its min_samples leaves the point itself out.
        return lambda x: hdbscan.HDBSCAN(
            min_cluster_size=min_cluster_size, min_samples=min_samples - 1, core_dist_n_jobs=-1
        ).fit_predict(x)
    if peer == "scikit-learn":
        from sklearn.cluster import HDBSCAN

        return lambda x: HDBSCAN(
            min_cluster_size=min_cluster_size, min_samples=min_samples, n_jobs=-1, copy=True
        ).fit_predict(x)
    if peer == "fast_hdbscan":
        import fast_hdbscan

        return lambda x: fast_hdbscan.HDBSCAN(
            min_cluster_size=min_cluster_size, min_samples=min_samples - 1
        ).fit_predict(x)
    if peer == "evoc":
        import evoc

        return lambda x: evoc.EVoC(base_min_cluster_size=min_cluster_size).fit_predict(x)
    raise SystemExit(f"unknown peer {peer}")


def main():
    peer, rows, columns, path, labels_path, mcs, ms = sys.argv[1:8]
    points = np.fromfile(path, dtype=np.float32).reshape(int(rows), int(columns))
    run = clusterer(peer, int(mcs), int(ms))
    run(points[: min(200, len(points))].copy())
    wall, cpu = time.perf_counter(), time.process_time()
    labels = run(points)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    np.asarray(labels, dtype=np.int32).tofile(labels_path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": wall, "cpuSeconds": cpu, "peakRssMb": peak}))


main()
